import { harmlessKinds, lookUpFacts, socketErrorFacts, type ErrorFacts, type ErrorKind } from "@db/core";
import { blockCodes, clientCodes, serverCodes } from "./error-codes.ts";

/** What an error of oracledb has, thin or thick. */
interface NativeError {
  readonly errorNum?: number;
  readonly code?: string;
  /** Where in the statement, counted from 0. */
  readonly offset?: number;
  readonly message?: string;
}

/** Kinds of which the place in the text is worth telling. */
const placed: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  "syntax-error",
  "undefined-table",
  "undefined-column",
  "ambiguous-name",
]);

/** Names what an error of oracledb or of the server means. */
export function classifyOracleError(error: unknown): ErrorFacts {
  const given = (error ?? {}) as NativeError;
  const { message = "", code } = given;
  const number = numberOf(given);
  // The client says of a lost connection in its own words, whatever the server's were.
  const own = typeof code === "string" ? lookUpFacts(clientCodes, code) : undefined;
  if (own !== undefined && (number === undefined || own.kind === "connection-lost"))
    return ownFacts(own, code, message);
  if (number !== undefined) return serverFacts(number, message, given.offset);
  return own ?? socketErrorFacts(error) ?? { kind: "unknown", nativeCode: code };
}

/** The listener's own number is told in the text only. */
function ownFacts(facts: ErrorFacts, code: string | undefined, message: string): ErrorFacts {
  if (code === "NJS-511") {
    const cause = /ORA-(\d+)/.exec(message)?.[1];
    const told = cause === undefined ? undefined : lookUpFacts(serverCodes, Number(cause));
    if (told !== undefined) return { ...told, nativeCode: `ORA-${String(cause).padStart(5, "0")}` };
  }
  if (code === "NJS-503" && /ECONN|ENOTFOUND|EHOST|ENET|ETIMEDOUT/.test(message))
    return { ...facts, nativeCode: code, message: facts.message ?? "the server could not be reached" };
  return { ...facts, nativeCode: code };
}

function numberOf({ errorNum, code, message = "" }: NativeError): number | undefined {
  if (typeof errorNum === "number" && errorNum > 0) return errorNum;
  const text =
    /^ORA-(\d+)/.exec(code ?? "")?.[1] ?? (code === undefined ? /^ORA-(\d+):/.exec(message)?.[1] : undefined);
  return text === undefined ? undefined : Number(text);
}

function serverFacts(number: number, message: string, offset: number | undefined): ErrorFacts {
  const facts = factsOf(number, message);
  const names = namesIn(facts.kind === "rolled-back" ? 0 : number, message);
  return {
    nativeCode: `ORA-${String(number).padStart(5, "0")}`,
    ...facts,
    ...names,
    ...(offset !== undefined && offset > 0 && placed.has(facts.kind) ? { position: offset + 1 } : {}),
    message: facts.message ?? (harmlessKinds.has(facts.kind) ? plainMessage(message) : undefined),
  };
}

function factsOf(number: number, message: string): ErrorFacts {
  if (number === 6550) {
    // The first complaint of PL/SQL's compiler says what is wrong; it may be one of SQL's.
    const block = /PLS-(\d+)/.exec(message)?.[1];
    const known = lookUpFacts(blockCodes, block);
    if (known !== undefined) return known;
    const inner = [...message.matchAll(/ORA-(\d+)/g)].map(([, code]) => Number(code)).find((code) => code !== 6550);
    if (inner !== undefined) return lookUpFacts(serverCodes, inner) ?? { kind: "unknown" };
    return { kind: "syntax-error" };
  }
  if (number === 2091) {
    // "transaction rolled back", and behind it the constraint that was checked by the commit.
    const inner = [...message.matchAll(/ORA-(\d+)/g)].map(([, code]) => Number(code)).find((code) => code !== 2091);
    const reason = lookUpFacts(serverCodes, inner);
    if (reason !== undefined) return { ...reason, ...namesIn(inner ?? 0, message), transactionState: "ended" };
  }
  return lookUpFacts(serverCodes, number) ?? { kind: "unknown" };
}

/** The first message of several, without its code and the address of its explanation. */
function plainMessage(message: string): string {
  const lines = message.split("\n").filter((line) => !/^(?:Help: )?https?:/.test(line));
  const own = lines.findIndex((line) => line.startsWith("ORA-06550"));
  return (lines[own >= 0 && lines.length > own + 1 ? own + 1 : 0] ?? "").replace(/^(?:ORA|PLS)-\d+: /, "");
}

type Names = Pick<ErrorFacts, "constraint" | "schema" | "table" | "column">;

/** The names that English messages hold: no field has them. A message in another language gives fewer. */
function namesIn(number: number, message: string): Names {
  switch (number) {
    case 1:
    case 2290:
    case 2291:
    case 2292: {
      // ORA-00001: unique constraint (SCHEMA.NAME) violated; from 23ai on with the table and columns behind it.
      const place = /constraint \(([^()]+?)\.([^()]+)\) violated/.exec(message);
      const table = /violated on table ([^\s.]+)\.([^\s]+) columns/.exec(message);
      if (place === null) return {};
      return { schema: place[1], constraint: place[2], ...(table === null ? {} : { table: table[2] }) };
    }
    case 1400:
    case 1407:
    case 12_899: {
      // ORA-01400: cannot insert NULL into ("SCHEMA"."TABLE"."COLUMN")
      const place = /"([^"]+)"\."([^"]+)"\."([^"]+)"/.exec(message);
      return place === null ? {} : { schema: place[1], table: place[2], column: place[3] };
    }
    case 904:
    case 918: {
      // ORA-00904: "T"."C": invalid identifier
      const column =
        /(?:"[^"]+"\.)*"([^"]+)": /.exec(message)?.[1] ?? /: ([\w$#]+): (?:invalid|column)/.exec(message)?.[1];
      return column === undefined ? {} : { column };
    }
    case 942: {
      // From 23ai on: table or view "SCHEMA"."NAME" does not exist
      const place = /"([^"]+)"\."([^"]+)"/.exec(message);
      return place === null ? {} : { schema: place[1], table: place[2] };
    }
    default:
      return {};
  }
}
