import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { deserialize, type Document } from "bson";

/** What a recorded case says of its last command's answer. */
export interface Expectation {
  /** It fails with this code. */
  readonly errorCode?: number;
  /** It fails. */
  readonly error?: boolean;
  /** It does not fail. */
  readonly ok?: boolean;
  /** The documents of the cursor's first batch or, with `of: "response"`, the answer. */
  readonly value?: unknown;
  readonly of?: "response";
  /** Only the fields that `value` has count. */
  readonly partial?: boolean;
  /** The documents may come in any order. */
  readonly anyOrder?: boolean;
  /** So may the items of the arrays in these fields. */
  readonly anyOrderIn?: readonly string[];
  readonly nanEqual?: boolean;
}

/** Commands in order, and what the last one answers. */
export interface Case {
  readonly id: string;
  readonly family: string;
  readonly commands: readonly Document[];
  readonly expect: Expectation;
  /** Whether the DocumentDB extension gives this answer too. */
  readonly documentdb: boolean;
}

/** Every value in the class of its type: nothing is made a plain number. */
const exact = { promoteValues: false, bsonRegExp: true, promoteBuffers: false } as const;

/** Reads the cases of a folder, one family at a time; `families` leaves others out. A case that cannot be read is told. */
export async function* readCases(
  folder: string,
  families: readonly string[],
  unreadable: (id: string, reason: string) => void,
): AsyncGenerator<Case> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".jsonl.gz")).sort();
  for (const file of files) {
    const family = file.slice(0, -".jsonl.gz".length);
    if (families.length > 0 && !families.includes(family)) continue;
    const lines = gunzipSync(await readFile(join(folder, file)))
      .toString()
      .split("\n");
    for (const line of lines) {
      if (line === "") continue;
      const raw = JSON.parse(line) as {
        id: string;
        commands: string[];
        expect: Expectation & { value?: string };
        documentdb: boolean;
      };
      try {
        const commands = raw.commands.map((command) => deserialize(Buffer.from(command, "base64"), exact));
        const value =
          raw.expect.value === undefined ? undefined : deserialize(Buffer.from(raw.expect.value, "base64"), exact)["v"];
        const expect = { ...raw.expect, ...(value === undefined ? {} : { value: value as unknown }) };
        yield { id: raw.id, family, commands, expect, documentdb: raw.documentdb };
      } catch (error) {
        unreadable(raw.id, (error as Error).message);
      }
    }
  }
}
