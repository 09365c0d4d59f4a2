import { exportDocument, exportValue, setField, type Document } from "@db/document/engine";
import { decodeDocument, renamed, wrappers } from "./decode.ts";

const dollar = "$".charCodeAt(0);

/** What JSON's reader may have rounded: from here on it does not have every whole number. */
const largest = Number.MAX_SAFE_INTEGER;

/**
 * A document as programs get it, from the text of its JSONB: as `decodeDocument` and then the export would give it, without the classes
 * for numbers in between. Where that is not known of a value, the longer way is gone.
 */
export function plainDocument(text: string): Document {
  const walk = new Walk();
  const document = walk.plain(JSON.parse(text) as object) as Document;
  return walk.uncertain ? exportDocument(decodeDocument(text)) : document;
}

/** Goes through what JSON's reader made, and changes it in place. */
class Walk {
  uncertain = false;

  plain(value: object): unknown {
    if (Array.isArray(value)) {
      for (let n = 0; n < value.length; n++) {
        const item: unknown = value[n];
        if (typeof item === "number") this.#look(item);
        else if (typeof item === "object" && item !== null) value[n] = this.plain(item);
      }
      return value;
    }
    const stored = value as Document;
    let named = false;
    for (const name in stored) {
      if (name.charCodeAt(0) === dollar) {
        const decode = wrappers[name];
        if (decode !== undefined) {
          // A program's code keeps the classes in its scope.
          if (name === "$code" && Object.hasOwn(stored, "$scope")) this.uncertain = true;
          return exportValue(decode(stored));
        }
        named = true;
        if (name === "$order") continue;
      }
      const inner = stored[name];
      if (typeof inner === "number") this.#look(inner);
      else if (typeof inner === "object" && inner !== null) {
        const plain = this.plain(inner);
        if (plain !== inner) setField(stored, name, plain);
      }
    }
    return named ? renamed(stored) : stored;
  }

  #look(number: number): void {
    if (number > largest || number < -largest) this.uncertain = true;
  }
}
