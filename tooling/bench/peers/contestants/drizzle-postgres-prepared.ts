export { once as contestant } from "./drizzle-pg.ts";
