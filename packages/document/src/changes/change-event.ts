import { Int32 } from "bson";
import type { Document } from "../values/types.ts";
import type { RecordedChange, RecordedNaming, RecordedWrite } from "./change-log.ts";
import { describeUpdate } from "./describe-update.ts";
import type { DiffDescription } from "./document-diff.ts";
import { resumeToken } from "./resume-token.ts";
import type { WatchSettings } from "./watch-settings.ts";

/** What events are made with. */
export interface EventContext {
  readonly databaseName: string;
  readonly settings: Pick<WatchSettings, "fullDocument" | "fullDocumentBeforeChange">;
  readonly lookUp: (change: RecordedWrite) => Promise<Document | undefined>;
}

/** The event of a change, its values in the imported form; `undefined` for an update that changed nothing. */
export async function changeEvent(change: RecordedChange, context: EventContext): Promise<Document | undefined> {
  if (!("incarnation" in change)) return namingEvent(change, context);
  const { kind, before, after } = change;
  if (kind === "insert") return writeEvent("insert", change, context, { fullDocument: after });
  const image = context.settings.fullDocumentBeforeChange === "off" ? {} : { fullDocumentBeforeChange: before };
  if (kind === "delete") return writeEvent("delete", change, context, image);
  const described = describeUpdate(before as Document, after as Document, change.form);
  if (described === undefined) return undefined;
  if (described === "replace") return writeEvent("replace", change, context, { fullDocument: after, ...image });
  const updateDescription = descriptionDocument(described);
  return writeEvent("update", change, context, { ...(await updated(change, context)), updateDescription, ...image });
}

/** The event that ends a stream. */
export function invalidateEvent({ position, time }: RecordedChange): Document {
  return { _id: resumeToken({ position, invalidated: true }), operationType: "invalidate", wallTime: time };
}

function writeEvent(
  operationType: string,
  { position, collection, time, before, after }: RecordedWrite,
  { databaseName }: EventContext,
  { fullDocument, ...more }: Document,
): Document {
  return {
    _id: resumeToken({ position, invalidated: false }),
    operationType,
    wallTime: time,
    ...(fullDocument === undefined ? {} : { fullDocument }),
    ns: { db: databaseName, coll: collection },
    documentKey: { _id: (after ?? before)?.["_id"] },
    ...more,
  };
}

function namingEvent(
  { kind, position, collection, to, time }: RecordedNaming,
  { databaseName }: EventContext,
): Document {
  return {
    _id: resumeToken({ position, invalidated: false }),
    operationType: kind,
    wallTime: time,
    ns: { db: databaseName, coll: collection },
    ...(to === undefined ? {} : { to: { db: databaseName, coll: to } }),
  };
}

/** The document of an update's event, as the option says; a log has the one after the change always. */
async function updated(change: RecordedWrite, { settings, lookUp }: EventContext): Promise<Document> {
  if (settings.fullDocument === "default") return {};
  if (settings.fullDocument !== "updateLookup") return { fullDocument: change.after };
  return { fullDocument: (await lookUp(change)) ?? null };
}

function descriptionDocument({ updatedFields, removedFields, truncatedArrays }: DiffDescription): Document {
  return {
    updatedFields,
    removedFields,
    truncatedArrays: truncatedArrays.map(({ field, newSize }) => ({ field, newSize: new Int32(newSize) })),
  };
}
