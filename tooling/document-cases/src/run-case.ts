import { DatabaseError } from "@db/core";
import type { Document, Int32 } from "bson";
import type { Case } from "./read-cases.ts";
import { difference } from "./same-value.ts";

/** Something that runs commands: a database of an engine, empty at first. */
export interface Target {
  command(command: Document): Promise<Document>;
  close(): Promise<void>;
}

/** What became of a case. A refusal is a named one: kind `unsupported`. */
export type Outcome =
  | { readonly result: "passed" }
  | { readonly result: "refused" | "failed" | "hung"; readonly reason: string };

type Answer = { readonly document: Document } | { readonly error: unknown };

/** Runs a case's commands and compares the last answer. A case that takes longer than `patience` milliseconds hangs. */
export async function runCase(given: Case, target: Target, patience: number): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve({ result: "hung", reason: `no answer within ${patience} ms` }), patience);
  });
  try {
    return await Promise.race([judgedRun(given, target), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function judgedRun(given: Case, target: Target): Promise<Outcome> {
  let answer: Answer = { document: {} };
  for (const command of withoutCleaning(given)) {
    try {
      answer = { document: await target.command(command) };
    } catch (error) {
      answer = { error };
    }
  }
  return judge(given, answer);
}

function judge({ expect }: Case, answer: Answer): Outcome {
  const error = "error" in answer ? describe(answer.error) : writeErrorOf(answer.document);
  if (expect.errorCode !== undefined || expect.error === true) {
    if (error === undefined) return failed(`code ${expect.errorCode ?? "of any kind"} is expected, and it succeeded`);
    if (expect.error === true || error.code === expect.errorCode) return { result: "passed" };
    if (error.refused) return { result: "refused", reason: error.text };
    return failed(`code ${expect.errorCode} is expected, not ${error.text}`);
  }
  const fromResponse = expect.of === "response";
  if (error !== undefined && !(fromResponse && "document" in answer)) {
    return error.refused ? { result: "refused", reason: error.text } : failed(error.text);
  }
  if (expect.ok === true || !("document" in answer)) return { result: "passed" };
  const given = fromResponse ? answer.document : (answer.document["cursor"] as Document | undefined)?.["firstBatch"];
  const found = difference(expect.value, given, expect);
  return found === undefined ? { result: "passed" } : failed(found);
}

/** A recording ends with the drops that cleaned up after it; what is expected is about the command before them. */
function withoutCleaning({ id, commands }: Case): readonly Document[] {
  if (id.includes("/drop/")) return commands;
  const last = commands.findLastIndex((command) => Object.keys(command)[0] !== "drop");
  return commands.slice(0, last + 1);
}

const failed = (reason: string): Outcome => ({ result: "failed", reason });

function describe(error: unknown): { code: number | undefined; refused: boolean; text: string } {
  if (!DatabaseError.is(error)) {
    const text =
      error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 3).join(" ") : String(error);
    return { code: undefined, refused: false, text };
  }
  const code = typeof error.nativeCode === "number" ? error.nativeCode : undefined;
  return { code, refused: error.kind === "unsupported", text: `${code ?? error.kind} ${error.message}` };
}

function writeErrorOf(document: Document): { code: number; refused: boolean; text: string } | undefined {
  const first = (document["writeErrors"] as Document[] | undefined)?.[0];
  if (first === undefined) return undefined;
  const code = Number((first["code"] as Int32).valueOf());
  return { code, refused: code === 238, text: `${code} ${String(first["errmsg"])}` };
}
