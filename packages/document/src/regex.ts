export { translatePattern } from "./regex/translate-pattern.ts";
