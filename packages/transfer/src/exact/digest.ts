import { Binary } from "@db/document";
import type { ExactDocument } from "./document.ts";

/** How many parts a sum is kept in, by the hash of the `_id`, so that a difference is looked for in one part alone. */
const partCount = 64;

/** How many numbers of 32 bits a SHA-256 is. */
const lanes = 8;

/**
 * An order-free hash of many documents: the SHA-256 of each, added up in eight numbers modulo 2^32, in {@link partCount} parts. Unlike
 * an exclusive or, a sum does not lose what is there twice.
 */
export class Digest {
  readonly #sums = new Uint32Array(partCount * lanes);
  readonly #counts = new Uint32Array(partCount);

  /** Reads what {@link Digest.stored} gave. */
  static read(stored: ExactDocument): Digest {
    const digest = new Digest();
    const numbers = [digest.#sums, digest.#counts];
    for (const [n, name] of ["sums", "counts"].entries()) {
      const bytes = (stored[name] as Binary).value();
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const into = numbers[n] as Uint32Array;
      for (let at = 0; at < into.length; at++) into[at] = view.getUint32(at * 4, true);
    }
    return digest;
  }

  /** Adds a document's hash to the part that its `_id` belongs to. */
  add(part: number, hash: Buffer): void {
    const at = part * lanes;
    for (let n = 0; n < lanes; n++) this.#sums[at + n] = (this.#sums[at + n] as number) + hash.readUInt32LE(n * 4);
    this.#counts[part] = (this.#counts[part] as number) + 1;
  }

  /** Adds all of another one. */
  addAll(other: Digest): void {
    for (const [n, sum] of other.#sums.entries()) this.#sums[n] = (this.#sums[n] as number) + sum;
    for (const [n, count] of other.#counts.entries()) this.#counts[n] = (this.#counts[n] as number) + count;
  }

  /** How many documents were added. */
  get count(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** The sum of all parts, in hexadecimal. */
  get text(): string {
    const total = new Uint32Array(lanes);
    for (const [n, sum] of this.#sums.entries()) total[n % lanes] = (total[n % lanes] as number) + sum;
    return [...total].map((lane) => lane.toString(16).padStart(8, "0")).join("");
  }

  /** As a document. */
  get stored(): ExactDocument {
    return { sums: bytesOf(this.#sums), counts: bytesOf(this.#counts) };
  }

  /** The parts that are not the same in another. */
  differingParts(other: Digest): Set<number> {
    const differing = new Set<number>();
    for (let part = 0; part < partCount; part++) {
      let same = this.#counts[part] === other.#counts[part];
      for (let n = part * lanes; same && n < (part + 1) * lanes; n++) same = this.#sums[n] === other.#sums[n];
      if (!same) differing.add(part);
    }
    return differing;
  }
}

function bytesOf(numbers: Uint32Array): Binary {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [n, value] of numbers.entries()) bytes.writeUInt32LE(value, n * 4);
  return new Binary(bytes);
}

/** The part of a text that equal `_id`s share (FNV-1a, https://datatracker.ietf.org/doc/html/rfc9923). */
export function partOf(key: string): number {
  let found = 0x811c9dc5;
  for (let n = 0; n < key.length; n++) found = Math.imul(found ^ key.charCodeAt(n), 0x01000193);
  return (found ^ (found >>> 16)) & (partCount - 1);
}
