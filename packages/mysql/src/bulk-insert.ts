import {
  Interrupt,
  mysqlDialect,
  quoteName,
  watchLimits,
  type BulkBatch,
  type BulkRequest,
  type CallOptions,
} from "@db/core";
import { cellFormOf, writeRows, type CellForm } from "./bulk-rows.ts";
import { fileName, LoadCommand } from "./load-command.ts";
import { binaryCharacterSet, types } from "./mysql-types.ts";
import { markFacts } from "./mysql-errors.ts";
import type { MysqlSession } from "./mysql-session.ts";
import { statusFlags } from "./packets.ts";
import { ServerError, type ColumnDefinition, type Completion } from "./read-packet.ts";
import { literal } from "./text-literals.ts";

/** Refusals of LOAD DATA LOCAL that come before any data: MySQL's and MariaDB's. */
const notAllowed: ReadonlySet<unknown> = new Set([3948, 1148, 4166]);

/** How many bytes one insert of several rows has at most, where the server would take more. */
const mostPerInsert = 1024 * 1024;

/**
 * Inserts rows by LOAD DATA LOCAL where the server lets us, else by inserts of many rows. All or nothing: what a failure
 * leaves is undone to a savepoint, so that a transaction around it goes on. The session has a transaction open.
 */
export async function bulkInsert(session: MysqlSession, request: BulkRequest, call: CallOptions): Promise<number> {
  const source = request.rows[Symbol.asyncIterator]();
  await session.text("savepoint db_bulk");
  try {
    const count = (await load(session, request, source, call)) ?? (await insert(session, request, source, call));
    await session.text("release savepoint db_bulk");
    return count;
  } catch (error) {
    // A deadlock has ended the transaction, and a broken connection everything.
    if (session.transaction === "open" && session.alive)
      await session.text("rollback to savepoint db_bulk").catch(() => undefined);
    throw error;
  }
}

type Source = AsyncIterator<BulkBatch>;

/** By LOAD DATA LOCAL; gives nothing, and has read nothing of the source, where the server does not let us. */
async function load(
  session: MysqlSession,
  { table, columns }: BulkRequest,
  source: Source,
  call: CallOptions,
): Promise<number | undefined> {
  if (!session.options.loadData || !session.localInfile) return undefined;
  const target = quoteName(mysqlDialect, table);
  const names = columns.map((column) => mysqlDialect.quoteIdentifier(column));
  // What the columns are, asked of the table itself.
  const definitions = await session.describe(`select ${names.join(", ")} from ${target} where 1 = 0`);
  const forms = definitions.map(formOf);
  // Of what LOAD DATA merely warns of, notes are what an insert would not refuse.
  await session.text("set @db_bulk_notes = @@sql_notes, sql_notes = 0");
  const restore = async (): Promise<void> => {
    if (session.alive) await session.text("set sql_notes = @db_bulk_notes").catch(() => undefined);
  };
  const command = new LoadCommand(session, loadText(target, names, forms));
  session.submit(command);
  let completion: Completion;
  try {
    await command.opened;
  } catch (error) {
    await restore();
    if (error instanceof ServerError && notAllowed.has(error.errno)) return undefined;
    throw error;
  }
  try {
    await send(session, command, source, forms, call);
    completion = await command.ended;
    await refuseWarnings(session, completion, definitions);
  } finally {
    await restore();
  }
  return completion.affectedRows;
}

function loadText(target: string, names: readonly string[], forms: readonly CellForm[]): string {
  const places = names.map((name, index) => (forms[index] === "text" ? name : `@db_bulk_${index}`));
  const assignments = names.flatMap((name, index) =>
    forms[index] === "text" ? [] : [`${name} = unhex(@db_bulk_${index})`],
  );
  const set = assignments.length === 0 ? "" : ` set ${assignments.join(", ")}`;
  // Numbers instead of strings, which a setting of the server reads in two ways.
  return (
    `load data local infile '${fileName}' into table ${target} character set utf8mb4` +
    ` fields terminated by 0x09 escaped by 0x5c lines terminated by 0x0a (${places.join(", ")})${set}`
  );
}

function formOf({ type, characterSet, format }: ColumnDefinition): CellForm {
  return cellFormOf(type, characterSet === binaryCharacterSet && format !== "json");
}

/** Writes the source's rows; when one of the two ends early, the other is ended, and then all is undone. */
async function send(
  session: MysqlSession,
  command: LoadCommand,
  source: Source,
  forms: readonly CellForm[],
  call: CallOptions,
): Promise<void> {
  const interrupt = new Interrupt();
  const unwatch = watchLimits(call, interrupt);
  // The server may refuse in the middle; then the source is not waited for.
  command.ended.catch((error: unknown) => interrupt.trip(error));
  try {
    for (;;) {
      const batch = await interrupt.race(source.next());
      if (batch.done === true) break;
      const room = command.write(writeRows(batch.value, forms));
      if (room !== undefined) await interrupt.race(room);
    }
    command.close();
  } catch (error) {
    command.close();
    if (session.alive) await command.ended.catch(() => undefined);
    throw error;
  } finally {
    unwatch();
  }
}

/**
 * With LOCAL the server goes on after an error and tells it as a warning ("LOAD DATA Statement", duplicate-key and error
 * handling); here it is the error that an insert would have given.
 */
async function refuseWarnings(
  session: MysqlSession,
  { warnings }: Completion,
  definitions: readonly ColumnDefinition[],
): Promise<void> {
  if (warnings === 0) return;
  const [row] = await session.rows("show warnings limit 1");
  const code = Number(row?.["Code"] ?? 1366);
  const error = new ServerError(
    code,
    stateOf(code),
    String(row?.["Message"] ?? "a row was not loaded as it was given"),
  );
  const column = definitions.find(({ name }) => error.sqlMessage.includes(`'${name}'`));
  const kind = column === undefined ? undefined : kindOfWarning(code, column.type);
  if (kind !== undefined) markFacts(error, kind);
  throw error;
}

/**
 * "Data truncated for column" (1265) is said of a text that is too long and of one that is no number or date, "Out of range
 * value" (1264) also of a day that the calendar does not have: an insert tells them apart.
 */
function kindOfWarning(code: number, type: number): "value-too-long" | "invalid-value" | undefined {
  if (code === 1265) return textTypes.has(type) ? "value-too-long" : "invalid-value";
  return code === 1264 && momentTypes.has(type) ? "invalid-value" : undefined;
}

const textTypes: ReadonlySet<number> = new Set<number>([types.varchar, types.blob, types.varString, types.string]);
const momentTypes: ReadonlySet<number> = new Set<number>([types.date, types.datetime, types.timestamp, types.time]);

/** Warnings come without a state; that of constraints is the one that is looked at. */
function stateOf(code: number): string {
  return code === 4025 ? "23000" : "HY000";
}

/** By inserts of many rows each, within what the server takes as one packet. */
async function insert(
  session: MysqlSession,
  { table, columns }: BulkRequest,
  source: Source,
  call: CallOptions,
): Promise<number> {
  const names = columns.map((column) => mysqlDialect.quoteIdentifier(column)).join(", ");
  const head = `insert into ${quoteName(mysqlDialect, table)} (${names}) values `;
  const limit = Math.min(mostPerInsert, session.maxPacket - 1024);
  const interrupt = new Interrupt();
  const unwatch = watchLimits(call, interrupt);
  let count = 0;
  let text = "";
  let size = 0;
  const cells: unknown[] = [];
  const flush = async (): Promise<void> => {
    if (text === "") return;
    count += (await session.text(head + text)).affectedRows;
    text = "";
    size = 0;
  };
  try {
    for (;;) {
      const batch = await interrupt.race(source.next());
      if (batch.done === true) break;
      for (let row = 0; row < batch.value.length; row++) {
        batch.value.read(row, cells, 0);
        const backslashes = (session.status & statusFlags.noBackslashEscapes) === 0;
        const values = `(${cells.map((value) => literal(value, backslashes)).join(", ")})`;
        const length = Buffer.byteLength(values) + 2;
        if (size + length > limit) await flush();
        text += text === "" ? values : `, ${values}`;
        size += length;
      }
    }
    await flush();
    return count;
  } finally {
    unwatch();
  }
}
