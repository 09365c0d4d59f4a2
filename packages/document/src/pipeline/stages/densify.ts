import { documentError } from "../../errors.ts";
import type { Path } from "../../path.ts";
import type { QuerySettings } from "../../settings.ts";
import { compare } from "../../values/compare.ts";
import { isNumber } from "../../values/numbers.ts";
import { isNullish, type Document } from "../../values/types.ts";
import { valueKey } from "../../values/value-key.ts";
import { collected } from "../batches.ts";
import { isOnStep, stepFrom, type DensifyStep, type DensifyValue } from "../densify-value.ts";
import { nestedField, withNestedField } from "../nested-field.ts";
import { sortDocuments, type Sort } from "../sort.ts";
import type { Stage } from "../stage.ts";

/** Where values are filled in: from the least to the greatest of all or of each partition, or between two values. */
export type DensifyBounds = "full" | "partition" | readonly [DensifyValue, DensifyValue];

/** What a `$densify` asks for. */
export interface DensifyOptions extends DensifyStep {
  readonly field: Path;
  readonly partitionByFields: readonly Path[];
  readonly bounds: DensifyBounds;
}

/** Makes documents for values of a field that are missing in a sequence. */
export interface DensifyStage extends Stage, DensifyOptions {
  readonly name: "$densify";
}

/** More documents than MongoDB makes by default. */
const maxGenerated = 500_000;

/** A `$densify` that has been parsed. */
export function densifyStage(options: DensifyOptions): DensifyStage {
  return {
    name: "$densify",
    ...options,
    run: (source, { settings }) => collected(source, (documents) => new Densifier(options, settings).run(documents)),
  };
}

/** What is known of one partition. */
interface PartitionState {
  /** The fields that its documents have in common. */
  readonly fields: Document;
  /** The last value on the sequence; `undefined` before its beginning. */
  last: DensifyValue | undefined;
}

/** One run of a `$densify`. */
class Densifier {
  readonly #options: DensifyOptions;
  readonly #settings: QuerySettings;
  readonly #partitions = new Map<string, PartitionState>();
  readonly #made: Document[] = [];
  #generated = 0;

  constructor(options: DensifyOptions, settings: QuerySettings) {
    this.#options = options;
    this.#settings = settings;
  }

  run(documents: readonly Document[]): Document[] {
    const { bounds } = this.#options;
    const sorted = sortDocuments(documents, this.#sort(), this.#settings);
    let range: readonly [DensifyValue, DensifyValue] | undefined;
    for (const document of sorted) {
      const value = this.#valueOf(document);
      if (value === undefined) {
        this.#made.push(document);
        continue;
      }
      range = [range?.[0] ?? value, value];
      const partition = this.#partitionOf(document);
      if (typeof bounds === "string")
        this.#followOpen(document, value, partition, bounds === "full" ? range[0] : value);
      else this.#followExplicit(document, value, partition, bounds);
    }
    if (bounds === "full" && range !== undefined && this.#options.partitionByFields.length > 0) this.#finishFull(range);
    else if (typeof bounds !== "string") this.#finishExplicit(bounds);
    return this.#made;
  }

  /** By the field, within the partitions unless all of them have the same bounds. */
  #sort(): Sort {
    const { partitionByFields, bounds, field } = this.#options;
    const paths = bounds === "full" ? [field] : [...partitionByFields, field];
    return paths.map((path) => ({ kind: "field", path, direction: 1 }));
  }

  #valueOf(document: Document): DensifyValue | undefined {
    const value = nestedField(document, this.#options.field);
    if (isNullish(value)) return undefined;
    const dated = this.#options.unit !== undefined;
    if (dated && !(value instanceof Date)) throw documentError(6053600, "$densify with a unit needs dates");
    if (!dated && !isNumber(value)) throw documentError(5733201, "$densify needs numbers, or dates with a unit");
    return value as DensifyValue;
  }

  #partitionOf(document: Document): PartitionState {
    let fields: Document = {};
    for (const path of this.#options.partitionByFields) {
      const value = nestedField(document, path);
      if (value !== undefined) fields = withNestedField(fields, path, value);
    }
    const key = valueKey(fields, this.#settings.collation.key);
    let state = this.#partitions.get(key);
    if (state === undefined) {
      state = { fields, last: undefined };
      this.#partitions.set(key, state);
    }
    return state;
  }

  /** A document of a sequence that begins with `least`, or with the partition's own first value. */
  #followOpen(document: Document, value: DensifyValue, partition: PartitionState, least: DensifyValue): void {
    if (partition.last === undefined) {
      if (compare(least, value) === 0) partition.last = value;
      else partition.last = stepFrom(least, this.#options, -1);
    }
    this.#fillUpTo(value, partition);
    this.#take(document, value, partition);
  }

  #followExplicit(
    document: Document,
    value: DensifyValue,
    partition: PartitionState,
    [lower, upper]: readonly [DensifyValue, DensifyValue],
  ): void {
    if (compare(value, lower) >= 0) {
      partition.last ??= stepFrom(lower, this.#options, -1);
      this.#fillUpTo(compare(value, upper) < 0 ? value : upper, partition);
      if (compare(value, upper) < 0) {
        this.#take(document, value, partition);
        return;
      }
    }
    this.#made.push(document);
  }

  #take(document: Document, value: DensifyValue, partition: PartitionState): void {
    this.#made.push(document);
    if (partition.last !== undefined && compare(value, stepFrom(partition.last, this.#options)) === 0) {
      partition.last = value;
    }
  }

  /** Makes documents for the steps after the last value and before `limit`. */
  #fillUpTo(limit: DensifyValue, partition: PartitionState): void {
    if (partition.last === undefined) return;
    let next = stepFrom(partition.last, this.#options);
    while (compare(next, limit) < 0) {
      this.#generate(partition.fields, next);
      partition.last = next;
      next = stepFrom(next, this.#options);
    }
  }

  #generate(fields: Document, value: DensifyValue): void {
    if (++this.#generated > maxGenerated)
      throw documentError(5897900, `$densify makes more than ${maxGenerated} documents`);
    this.#made.push(withNestedField(fields, this.#options.field, value));
  }

  /** Every partition goes on to the greatest value of all. */
  #finishFull([least, greatest]: readonly [DensifyValue, DensifyValue]): void {
    const limit = isOnStep(greatest, least, this.#options) ? stepFrom(greatest, this.#options) : greatest;
    for (const partition of this.#partitions.values()) this.#fillUpTo(limit, partition);
  }

  #finishExplicit([lower, upper]: readonly [DensifyValue, DensifyValue]): void {
    if (this.#options.partitionByFields.length === 0 && this.#partitions.size === 0) {
      this.#partitions.set("", { fields: {}, last: undefined });
    }
    for (const partition of this.#partitions.values()) {
      partition.last ??= stepFrom(lower, this.#options, -1);
      this.#fillUpTo(upper, partition);
    }
  }
}
