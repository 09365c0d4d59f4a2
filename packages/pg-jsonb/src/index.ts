export { drivers } from "./drivers.ts";
export { pgJsonb, type PgJsonbOptions } from "./pg-jsonb.ts";
