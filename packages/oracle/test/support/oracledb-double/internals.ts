import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The parts of oracledb, of the pinned version, that the double stands under. They have no types. */
export const impl: any = require("oracledb/lib/impl/index.js");
export const settings: any = require("oracledb/lib/settings.js");
export const errors: any = require("oracledb/lib/errors.js");
export const types: any = require("oracledb/lib/types.js");
export const { BaseBuffer, GrowableBuffer }: any = require("oracledb/lib/impl/datahandlers/buffer.js");
/** The client's own look at a statement: which values it wants, and what kind of statement it is. */
export const { Statement }: any = require("oracledb/lib/thin/statement.js");
