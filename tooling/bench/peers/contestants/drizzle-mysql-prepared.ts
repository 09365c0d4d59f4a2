export { once as contestant } from "./drizzle-my.ts";
