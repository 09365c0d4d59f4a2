import { exportDocument, exportValue, setField, type Document } from "@db/document/engine";
import { decodeDocument, renamed, wrappers } from "./decode.ts";

const dollar = "$".charCodeAt(0);

/**
 * A whole number that JSON's reader would round: of sixteen digits or more, and no double's, which has a point. It may also stand in a
 * string, which costs no more than the longer way.
 */
const longNumber = /[ [:,]-?\d{16,}(?![\d.eE])/;

/**
 * A document as programs get it, from the text of its JSONB: as `decodeDocument` and then the export would give it, without the classes
 * for numbers in between.
 */
export function plainDocument(text: string): Document {
  // A program's code keeps the classes in its scope.
  if (longNumber.test(text) || text.includes('"$scope"')) return exportDocument(decodeDocument(text));
  const stored = JSON.parse(text) as Document;
  // Most documents have names or values that JSONB cannot hold as they are; the others are finished.
  return text.includes('"$') ? (plainValue(stored) as Document) : stored;
}

function plainValue(value: object): unknown {
  if (Array.isArray(value)) {
    for (let n = 0; n < value.length; n++) {
      const item: unknown = value[n];
      if (typeof item === "object" && item !== null) value[n] = plainValue(item);
    }
    return value;
  }
  const stored = value as Document;
  let named = false;
  for (const name in stored) {
    if (name.charCodeAt(0) === dollar) {
      const decode = wrappers[name];
      if (decode !== undefined) return exportValue(decode(stored));
      named = true;
    }
    const inner = stored[name];
    if (typeof inner === "object" && inner !== null && name !== "$order") setField(stored, name, plainValue(inner));
  }
  return named ? renamed(stored) : stored;
}
