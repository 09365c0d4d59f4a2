export { ordinary as contestant } from "./drizzle-lite.ts";
