import { Long, serialize, type Document } from "bson";
import type pg from "pg";
import type { Connections } from "./connections.ts";
import { CommandError, unpackCode } from "./errors.ts";
import { gatewayModule, gatewayVersion } from "./version.ts";
import { readBson } from "./wire.ts";

/** What a command is carried out with. */
export interface Context {
  readonly command: Document;
  readonly database: string;
  readonly connection: pg.PoolClient;
  readonly connections: Connections;
  /** Keeps the connection from going back to the pool: a cursor lives on it. */
  hold(): void;
}

type Handler = (context: Context) => Promise<Document>;

const ok: Handler = async () => ({ ok: 1 });

/** Commands that are one call of the extension: text with `$1` the database and `$2` the command, giving `answer`. */
const calls: Readonly<Record<string, string>> = {
  insert: "select p_result::bytea as answer from documentdb_api.insert($1, $2::bytea)",
  update: "select p_result::bytea as answer from documentdb_api.update($1, $2::bytea)",
  delete: "select p_result::bytea as answer from documentdb_api.delete($1, $2::bytea)",
  findAndModify: "select p_result::bytea as answer from documentdb_api.find_and_modify($1, $2::bytea)",
  count: "select documentdb_api.count_query($1, $2::bytea)::bytea as answer",
  distinct: "select documentdb_api.distinct_query($1, $2::bytea)::bytea as answer",
  create: "select documentdb_api.create_collection_view($1, $2::bytea)::bytea as answer",
  listDatabases: "select documentdb_api.list_databases($2::bytea)::bytea as answer, $1::text",
  renameCollection: "select documentdb_api.rename_collection($2::bytea)::bytea as answer, $1::text",
  createIndexes: "select documentdb_api_internal.create_indexes_non_concurrently($1, $2::bytea, true)::bytea as answer",
  dbStats: "select documentdb_api.db_stats($1)::bytea as answer, $2::bytea",
};

const cursors: Readonly<Record<string, string>> = {
  find: "find_cursor_first_page",
  aggregate: "aggregate_cursor_first_page",
  listCollections: "list_collections_cursor_first_page",
  listIndexes: "list_indexes_cursor_first_page",
};

const others: Readonly<Record<string, Handler>> = {
  ping: ok,
  endSessions: ok,
  connectionStatus: async () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] }, ok: 1 }),
  buildInfo: async () => ({ version: gatewayVersion, versionArray: [7, 0, 0, 0], modules: [gatewayModule], ok: 1 }),
  getMore,
  killCursors,
  drop: async ({ connection, database, command }) => {
    await connection.query("select documentdb_api.drop_collection($1, $2)", [database, String(command["drop"])]);
    return { ok: 1 };
  },
  dropDatabase: async ({ connection, database }) => {
    await connection.query("select documentdb_api.drop_database($1)", [database]);
    return { dropped: database, ok: 1 };
  },
  dropIndexes: async ({ connection, database, command }) => {
    const sql = "call documentdb_api.drop_indexes($1, $2::bytea, null)";
    const { rows } = await connection.query<{ retval: unknown }>(sql, [database, serialize(command)]);
    return bsonText(rows[0]?.retval);
  },
};

/** The old spellings of commands. */
const spellings: Readonly<Record<string, string>> = { findandmodify: "findAndModify", buildinfo: "buildInfo" };

/** Carries out one command; the name of a command is its first key. */
export async function carryOut(context: Context): Promise<Document> {
  const spelt = Object.keys(context.command)[0] ?? "";
  const name = spellings[spelt] ?? spelt;
  const call = calls[name];
  if (call !== undefined) return mend(await ask(context, call));
  const cursor = cursors[name];
  if (cursor !== undefined) return firstPage(context, cursor);
  const handler = others[name];
  if (handler !== undefined) return handler(context);
  throw new CommandError(59, "CommandNotFound", `no such command: '${name}'`);
}

async function ask({ connection, database, command }: Context, sql: string): Promise<Document> {
  const { rows } = await connection.query<{ answer: Buffer }>(sql, [database, serialize(command)]);
  const answer = rows[0]?.answer;
  return answer === undefined ? { ok: 1 } : readBson(answer);
}

/** Turns what the extension says into what MongoDB would: its packed codes, and index results by shard. */
function mend(answer: Document): Document {
  const errors = answer["writeErrors"] as readonly Document[] | undefined;
  for (const error of errors ?? []) error["code"] = unpackCode(Number(error["code"]));
  const shard = Object.values((answer["raw"] as Document | undefined) ?? {})[0] as Document | undefined;
  if (shard === undefined) return answer;
  return shard["code"] === undefined ? shard : { ...shard, code: unpackCode(Number(shard["code"])) };
}

interface Page {
  readonly page: Buffer;
  readonly continuation: Buffer | null;
  readonly persist?: boolean;
}

let lastCursor = 0;

async function firstPage(context: Context, call: string): Promise<Document> {
  const id = String(++lastCursor);
  const columns = "cursorpage::bytea as page, continuation::bytea as continuation, persistconnection as persist";
  const sql = `select ${columns} from documentdb_api.${call}($1, $2::bytea, $3)`;
  const values = [context.database, serialize(context.command), id];
  const { rows } = await context.connection.query<Page>(sql, values);
  return keepCursor(context, id, rows[0]);
}

async function getMore(context: Context): Promise<Document> {
  const id = String(context.command["getMore"]);
  const cursor = context.connections.cursors.get(id);
  if (cursor === undefined) throw new CommandError(43, "CursorNotFound", `cursor id ${id} not found`);
  const sql =
    "select cursorpage::bytea as page, continuation::bytea as continuation from documentdb_api.cursor_get_more($1, $2::bytea, $3::bytea)";
  const values = [context.database, serialize(context.command), cursor.continuation];
  const { rows } = await (cursor.connection ?? context.connection).query<Page>(sql, values);
  const page = rows[0];
  if (page?.continuation) context.connections.cursors.set(id, { ...cursor, continuation: page.continuation });
  else context.connections.closeCursor(id);
  return readPage(page);
}

function keepCursor(context: Context, id: string, page: Page | undefined): Document {
  if (page?.continuation) {
    const connection = page.persist === true ? context.connection : undefined;
    if (connection !== undefined) context.hold();
    context.connections.cursors.set(id, { continuation: page.continuation, connection });
  }
  return readPage(page);
}

function readPage(page: Page | undefined): Document {
  if (page === undefined) throw new CommandError(1, "InternalError", "the extension gave no page");
  return readBson(page.page);
}

async function killCursors({ command, connections }: Context): Promise<Document> {
  const ids = (command["cursors"] as readonly unknown[]).map(String);
  const killed = ids.filter((id) => connections.closeCursor(id)).map((id) => Long.fromString(id));
  const missing = ids.map((id) => Long.fromString(id)).filter((id) => !killed.some((other) => other.equals(id)));
  return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
}

/** A procedure's result cannot be cast: it comes as the type's own text, hexadecimal after a word. */
function bsonText(value: unknown): Document {
  return mend(readBson(Buffer.from(String(value).replace(/^BSONHEX/, ""), "hex")));
}
