import type { UpdateForm } from "../changes/update-form.ts";
import type { QuerySettings } from "../settings.ts";
import type { Document } from "../values/types.ts";

/** Documents on their way through a pipeline, in batches. */
export type Batches = AsyncIterable<readonly Document[]>;

/** What a stage may ask of the database it runs in. */
export interface PipelineHost {
  /** Runs stages over another collection (or view) of the same database; `undefined` reads nothing: `$documents` follows. */
  read(collection: string | undefined, stages: readonly Stage[], settings: QuerySettings): Batches;
  /** The database's name. */
  readonly databaseName: string;
  /** Answers the stages that tell of the collection itself: `$indexStats`, `$collStats`, `$planCacheStats`. */
  describe(collection: string, what: string, options: Document): Promise<readonly Document[]>;
  /** Writes for `$out` and `$merge`, in the transaction of the command. */
  readonly writer: PipelineWriter;
}

/** The writes of `$out` and `$merge`. */
export interface PipelineWriter {
  /** Takes the place of all that the collection has. Its indexes stay. */
  replaceCollection(collection: string, documents: Batches): Promise<void>;
  /** Whether the collection has a unique index over exactly these fields. */
  uniqueOn(collection: string, fields: readonly string[]): Promise<boolean>;
  /** The document that has these values in these fields. */
  findBy(collection: string, values: Document): Promise<Document | undefined>;
  insert(collection: string, document: Document): Promise<void>;
  /** `form` is what the change counts as in the record of changes. */
  replace(collection: string, id: unknown, document: Document, form?: UpdateForm): Promise<void>;
}

/** A stage of a pipeline, parsed and checked. Engines look at `name` and at the stage's own members (see its file). */
export interface Stage {
  /** With its `$`. */
  readonly name: string;
  /** Evaluates it. */
  run(source: Batches, context: StageContext): Batches;
}

/** What a stage is evaluated in. */
export interface StageContext {
  readonly settings: QuerySettings;
  readonly host: PipelineHost;
  /** The collection that the pipeline began with; `undefined` for a pipeline over none. */
  readonly collection: string | undefined;
}
