import { databaseError, type WatchOptions } from "@db/core";
import { checkCollectionName } from "../commands/fields.ts";
import { documentError } from "../errors.ts";
import type { Stage } from "../pipeline/stage.ts";
import type { CollectionInfo, StoreCall } from "../store/store.ts";
import type { Document } from "../values/types.ts";
import type { EventContext } from "./change-event.ts";
import type { ChangeLog, RecordedChange } from "./change-log.ts";
import { parseChangePipeline } from "./change-pipeline.ts";
import { LogReader } from "./log-reader.ts";
import { resumeToken } from "./resume-token.ts";
import { watchSettings, type WatchSettings } from "./watch-settings.ts";

/** Where a change stream reads from. */
export interface ChangeSource {
  readonly engine: string;
  readonly databaseName: string;
  /** The collection that is watched; `undefined` for all. */
  readonly collection: string | undefined;
  /** Throws what keeps a stream from being opened: code 263 in a transaction, kind `unsupported` without a log. */
  log(): ChangeLog;
  describe(collection: string, call: StoreCall): Promise<CollectionInfo | undefined>;
  /** Keeps a stream that is being opened, so that it is closed with the database. */
  hold(stream: AsyncDisposable): void;
  /** The stream has ended. */
  forget(stream: AsyncDisposable): void;
}

/** A change stream that is open. */
export interface OpenChanges {
  readonly settings: WatchSettings;
  readonly stages: readonly Stage[];
  readonly reader: LogReader;
  readonly context: EventContext;
  /** Where it began. */
  readonly token: Document;
  /** For going on behind everything that was looked at. */
  tokenBehind(): Document;
  /** Whether a change is the end of the watched collection, or of its name's meaning. */
  ends(change: RecordedChange): boolean;
  unsubscribe(): Promise<void>;
}

/** How a stream is told of things, and stopped. */
export interface ChangeHooks {
  readonly wake: () => void;
  readonly signal: AbortSignal;
}

/**
 * Opens a change stream within the time limit of its options: everything that is committed afterwards is in it. When it
 * takes too long it rejects with kind `timeout`, and what still comes about is given back.
 */
export function openChanges(
  source: ChangeSource,
  pipeline: readonly unknown[],
  options: WatchOptions,
  hooks: ChangeHooks,
): Promise<OpenChanges> {
  const { timeout } = options;
  const opening = open(source, pipeline, options, hooks);
  if (timeout === undefined || timeout === 0) return opening;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(databaseError({ kind: "timeout", engine: source.engine }));
      opening.then((late) => late.unsubscribe()).catch(() => {}); // nobody is left to be told
    }, timeout);
    opening.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

async function open(
  source: ChangeSource,
  pipeline: readonly unknown[],
  options: WatchOptions,
  { wake, signal }: ChangeHooks,
): Promise<OpenChanges> {
  const settings = watchSettings(options);
  const stages = parseChangePipeline(pipeline);
  const { collection, databaseName } = source;
  if (collection !== undefined) checkCollectionName(collection);
  const log = source.log();
  const call = { signal, timeout: options.timeout };
  if (collection !== undefined && (await source.describe(collection, call))?.type === "view") {
    throw documentError(166, "a view cannot be watched: watch the collection under it");
  }
  const unsubscribe = await log.subscribe(wake);
  try {
    const from = settings.from?.position ?? (await log.end(call));
    const reader = new LogReader(log, from, { collection, limit: settings.batchSize, signal });
    // Tells at once when the token is too old.
    if (settings.from !== undefined) await reader.peek();
    return {
      settings,
      stages,
      reader,
      context: { databaseName, settings, lookUp: reader.lookUp },
      token: resumeToken(settings.from ?? { position: from, invalidated: false }),
      tokenBehind: () => resumeToken({ position: reader.position, invalidated: false }),
      ends: (change) => collection !== undefined && (change.kind === "drop" || change.kind === "rename"),
      unsubscribe,
    };
  } catch (error) {
    await unsubscribe();
    throw error;
  }
}
