/** Node's own methods behind `toString` and `write`, without their look at the encoding's name at each call. */
interface NodeMethods {
  readonly utf8Slice: (start: number, end: number) => string;
  readonly latin1Slice: (start: number, end: number) => string;
  readonly utf8Write: (text: string, at: number, length: number) => number;
}

const methods = Buffer.prototype as unknown as NodeMethods;
const { utf8Slice, latin1Slice, utf8Write } = methods;

/** The text of some bytes in UTF-8. */
export function sliceUtf8(b: Buffer, start: number, end: number): string {
  return utf8Slice.call(b, start, end);
}

/** The longest text that is made here and not by a call into Node, which costs as much as ten characters. */
const shortest = 10;

/** Makes a text of each short length of its bytes; nothing where one of them is not ASCII. */
const shortTexts: readonly ((b: Buffer, p: number) => string | undefined)[] = Array.from(
  { length: shortest + 1 },
  (_, length) => {
    const names = Array.from({ length }, (_name, index) => `c${index}`);
    const reads = names.map((name, index) => `const ${name} = b[p + ${index}];`).join(" ");
    const test = names.length === 0 ? "true" : `(${names.join(" | ")}) < 128`;
    const body = `return (b, p) => { ${reads} return ${test} ? String.fromCharCode(${names.join(", ")}) : undefined; };`;
    return new Function(body)() as (b: Buffer, p: number) => string | undefined;
  },
);

/** The text of `n` bytes at `p` in UTF-8. */
export function readText(b: Buffer, p: number, n: number): string {
  if (n <= shortest) {
    const short = shortTexts[n]!(b, p);
    if (short !== undefined) return short;
  }
  return utf8Slice.call(b, p, p + n);
}

/** The text of some bytes, one character for each. */
export function sliceLatin1(b: Buffer, start: number, end: number): string {
  return latin1Slice.call(b, start, end);
}

/** Writes a text of so many bytes in UTF-8. */
export function writeUtf8(b: Buffer, text: string, at: number, length: number): void {
  utf8Write.call(b, text, at, length);
}
