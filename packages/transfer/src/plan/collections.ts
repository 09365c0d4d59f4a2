import { usage, type AnyDocument, type DocumentDatabase } from "@db/core";
import { toDouble } from "@db/document/engine";
import type { Call } from "../exact/commands.ts";
import type { ExactDocument } from "../exact/document.ts";
import type { CollectionChoice } from "../options.ts";
import { isOwnCollection } from "../state/state-names.ts";

/** A collection or view of the source, as it is to be in the target. */
export interface SourceCollection {
  readonly choice: CollectionChoice;
  readonly as: string;
  readonly view: boolean;
  /** The options that are carried over, with exact types. */
  readonly options: ExactDocument;
  /** Options that are not: their names. */
  readonly lostOptions: readonly string[];
  /** The indexes but that of `_id`, with exact types. */
  readonly indexes: readonly ExactDocument[];
}

/** Options of collections that mean the same wherever they are known. */
const carriedOptions: ReadonlySet<string> = new Set([
  "collation",
  "pipeline",
  "validationAction",
  "validationLevel",
  "validator",
  "viewOn",
]);

/** Options that are how a server keeps something, and mean nothing to a reader. */
const silentOptions: ReadonlySet<string> = new Set(["uuid", "idIndex", "autoIndexId", "storageEngine", "flags"]);

/** The chosen collections and views, views last. Rejects with kind `usage` for one that is not there. */
export async function sourceCollections(
  source: DocumentDatabase,
  choices: readonly CollectionChoice[] | undefined,
  call: Call,
): Promise<SourceCollection[]> {
  const listed = await listAll(
    source,
    { listCollections: 1, cursor: { batchSize: 1000 } },
    "$cmd.listCollections",
    call,
  );
  const found = new Map(listed.map((each) => [each["name"] as string, each]));
  const wanted: readonly CollectionChoice[] =
    choices ??
    [...found.keys()]
      .filter((name) => !isOwnCollection(name))
      .sort()
      .map((name) => ({ name }));
  const collections: SourceCollection[] = [];
  for (const choice of wanted) {
    const description = found.get(choice.name);
    if (description === undefined) throw usage(`the source has no collection ${JSON.stringify(choice.name)}`);
    const given = (description["options"] ?? {}) as ExactDocument;
    const names = Object.keys(given);
    const view = description["type"] === "view";
    if (view && choice.transform !== undefined) throw usage("a view has no documents of its own to transform");
    collections.push({
      choice,
      as: choice.as ?? choice.name,
      view,
      options: Object.fromEntries(names.filter((name) => carriedOptions.has(name)).map((name) => [name, given[name]])),
      lostOptions: names.filter(
        (name) => !carriedOptions.has(name) && !silentOptions.has(name) && given[name] !== false,
      ),
      indexes: view ? [] : await listIndexes(source, choice.name, call),
    });
  }
  return [...collections.filter(({ view }) => !view), ...collections.filter(({ view }) => view)];
}

async function listIndexes(database: DocumentDatabase, collection: string, call: Call): Promise<ExactDocument[]> {
  const command = { listIndexes: collection, cursor: { batchSize: 1000 } };
  const all = await listAll(database, command, collection, call);
  // The version and the namespace are the server's own.
  return all
    .filter(({ name }) => name !== "_id_")
    .map((index) => Object.fromEntries(Object.entries(index).filter(([name]) => name !== "v" && name !== "ns")));
}

/** All that a command with a cursor lists. */
async function listAll(
  database: DocumentDatabase,
  command: AnyDocument,
  collection: string,
  call: Call,
): Promise<ExactDocument[]> {
  let cursor = (await database.command(command, { types: "exact", ...call }))["cursor"] as ExactDocument;
  const all = [...(cursor["firstBatch"] as ExactDocument[])];
  while (toDouble(cursor["id"] as never) !== 0) {
    const more = { getMore: cursor["id"], collection, batchSize: 1000 };
    cursor = (await database.command(more, { types: "exact", ...call }))["cursor"] as ExactDocument;
    all.push(...(cursor["nextBatch"] as ExactDocument[]));
  }
  return all;
}
