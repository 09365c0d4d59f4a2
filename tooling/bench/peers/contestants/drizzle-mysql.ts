export { ordinary as contestant } from "./drizzle-my.ts";
