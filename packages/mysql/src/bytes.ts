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

/** The text of some bytes, one character for each. */
export function sliceLatin1(b: Buffer, start: number, end: number): string {
  return latin1Slice.call(b, start, end);
}

/** Writes a text of so many bytes in UTF-8. */
export function writeUtf8(b: Buffer, text: string, at: number, length: number): void {
  utf8Write.call(b, text, at, length);
}
