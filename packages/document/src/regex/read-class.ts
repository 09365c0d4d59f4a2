import type { Cursor } from "./cursor.ts";
import { letterClass, posixClass, unicodeProperty } from "./pattern-classes.ts";

const characters: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

/** A code point as a text that stands for itself, in a class and out of one. */
export function escaped(point: number): string {
  const character = String.fromCodePoint(point);
  if (/[\p{L}\p{N} ]/u.test(character)) return character;
  return `\\u{${point.toString(16)}}`;
}

/** Reads an escape, behind its backslash, that stands for many characters: the inside of a class; else `undefined`. */
export function readSet(cursor: Cursor, isUnicode: boolean): string | undefined {
  const property = cursor.take(/([pP])(?:\{(\^?[\w&]+)\}|([A-Z]))/y);
  if (property !== undefined) return unicodeProperty((property[2] ?? property[3]) as string, property[1] === "P");
  const set = letterClass(cursor.next ?? "", isUnicode);
  if (set !== undefined) cursor.at++;
  return set;
}

/** Reads an escape, behind its backslash, that stands for one character. */
export function readCharacter(cursor: Cursor): number {
  const hex = cursor.take(/x(?:\{([\da-fA-F]+)\}|([\da-fA-F]{0,2}))/y);
  if (hex !== undefined) return checkedPoint(cursor, Number.parseInt((hex[1] ?? hex[2]) || "0", 16));
  const octal = cursor.take(/o\{([0-7]+)\}|([0-7]{1,3})/y);
  if (octal !== undefined) return checkedPoint(cursor, Number.parseInt((octal[1] ?? octal[2]) as string, 8));
  const control = cursor.take(/c([ -~])/y);
  if (control !== undefined) return (control[1] as string).toUpperCase().charCodeAt(0) ^ 64;
  const point = cursor.takePoint();
  const character = String.fromCodePoint(point);
  if (Object.hasOwn(characters, character)) return characters[character] as number;
  if (/[A-Za-z]/.test(character)) cursor.refuse(`there is no escape of ${character}`);
  return point;
}

function checkedPoint(cursor: Cursor, point: number): number {
  const isWrong = point > 0x10ffff || (point >= 0xd800 && point < 0xe000);
  return isWrong ? cursor.refuse("a code point is out of range") : point;
}

/** Reads a class, behind its opening bracket, and gives JavaScript's. */
export function readClass(cursor: Cursor, isUnicode: boolean): string {
  const isNegated = cursor.next === "^";
  if (isNegated) cursor.at++;
  let text = "";
  let isFirst = true;
  // A closing bracket at the very beginning stands for itself.
  while (isFirst || cursor.next !== "]") {
    if (cursor.isAtEnd) cursor.refuse("a class is not closed");
    text += readItem(cursor, isUnicode);
    isFirst = false;
  }
  cursor.at++;
  return `[${isNegated ? "^" : ""}${text}]`;
}

function readItem(cursor: Cursor, isUnicode: boolean): string {
  const posix = cursor.take(/\[:(\^?)([a-z]+):\]/y);
  if (posix !== undefined) {
    return posixClass(posix[2] as string, posix[1] === "^") ?? cursor.refuse("a class of POSIX is not known");
  }
  const first = readMember(cursor, isUnicode);
  if (typeof first === "string") return first;
  if (cursor.take(/-(?!\]|\[:)/y) === undefined) return escaped(first);
  const last = readMember(cursor, isUnicode);
  // A class such as \w ends no range: the hyphen stands for itself.
  if (typeof last === "string") return `${escaped(first)}\\-${last}`;
  if (last < first) cursor.refuse("a range is out of order");
  return `${escaped(first)}-${escaped(last)}`;
}

/** A code point, or the inside of a class such as `\d`; an empty text for `\E`. */
function readMember(cursor: Cursor, isUnicode: boolean): number | string {
  if (cursor.isAtEnd) cursor.refuse("a class is not closed");
  if (cursor.next !== "\\") return cursor.takePoint();
  cursor.at++;
  if (cursor.isAtEnd) cursor.refuse("it ends with a backslash");
  if (cursor.take(/E/y) !== undefined) return "";
  if (cursor.take(/b/y) !== undefined) return 8;
  return readSet(cursor, isUnicode) ?? readCharacter(cursor);
}
