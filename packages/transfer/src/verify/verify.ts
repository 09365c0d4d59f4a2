import { usage, type DocumentDatabase } from "@db/core";
import type { Call } from "../exact/commands.ts";
import { readOptions, type TransferOptions } from "../options.ts";
import { sourceCollections } from "../plan/collections.ts";
import { ChunkSize } from "../ranges/chunk-reader.ts";
import { Transformation } from "../transform/transformation.ts";
import { compareCollection } from "./compare-collection.ts";
import { CollectionNotes, noLog, type VerificationLog } from "./verification-log.ts";
import type { CollectionVerification, DocumentDifference, Verification } from "./verification.ts";

/** Told how many documents of which collection were looked at; each counts once for either side. */
export type OnVerified = (collection: string, documents: number) => void;

/**
 * Compares what a transfer with these options has brought, collection by collection, and names what differs. The source's
 * documents go through the transformations again; those that are refused by one are taken not to be in the target. Nothing is written.
 * Rejects with kind `usage` for wrong options, and for `full` after a transformation that may change `_id`s.
 */
export async function verifyTransfer(
  source: DocumentDatabase,
  target: DocumentDatabase,
  options: TransferOptions = {},
  onVerified: OnVerified = () => {},
): Promise<Verification> {
  return verifyWithLog(source, target, options, onVerified, noLog);
}

/** As {@link verifyTransfer}, with what was found out written down as it goes. */
export async function verifyWithLog(
  source: DocumentDatabase,
  target: DocumentDatabase,
  options: TransferOptions,
  onVerified: OnVerified,
  log: VerificationLog,
): Promise<Verification> {
  const settings = readOptions(options);
  if (settings.verify === "none") throw usage("verify is none");
  const mode = settings.verify;
  const call: Call = settings.signal === undefined ? {} : { signal: settings.signal };
  const found = await log.load();
  const collections: CollectionVerification[] = [];
  const differences: DocumentDifference[] = [];
  let truncated = false;
  for (const { choice, as, view } of await sourceCollections(source, settings.collections, call)) {
    if (view) continue;
    const transformation = new Transformation(choice.transform ?? []);
    const shared = {
      call: { ...call, retry: settings.retry },
      onRead: (documents: number) => onVerified(choice.name, documents),
    };
    const side = (database: DocumentDatabase, collection: string) => ({
      ...shared,
      database,
      collection,
      size: new ChunkSize(settings.chunkSize),
    });
    const compared = await compareCollection(
      {
        source: { ...side(source, choice.name), transformation },
        target: { ...side(target, as), transformation: undefined },
        keepsIds: transformation.keepsIds,
        settings,
        notes: new CollectionNotes(choice.name, log, found),
      },
      mode,
    );
    collections.push(compared.verification);
    differences.push(...compared.differences);
    truncated ||= compared.truncated;
  }
  return { mode, equal: collections.every(({ equal }) => equal), collections, differences, truncated };
}
