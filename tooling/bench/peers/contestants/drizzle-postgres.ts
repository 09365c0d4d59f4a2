export { ordinary as contestant } from "./drizzle-pg.ts";
