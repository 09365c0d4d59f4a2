export { capturesOf, translatePattern } from "./regex/translate-pattern.ts";
