export { once as contestant } from "./drizzle-lite.ts";
