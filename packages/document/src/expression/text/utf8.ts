/** Text as the bytes of UTF-8. */
export function toBytes(text: string): Buffer {
  return Buffer.from(text, "utf8");
}

/** How many bytes of UTF-8 a text has. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** How many code points a text has. */
export function pointLength(text: string): number {
  let count = 0;
  for (let n = 0; n < text.length; n++) {
    const unit = text.charCodeAt(n);
    if (unit >= 0xd800 && unit < 0xdc00) n++;
    count++;
  }
  return count;
}

/** Whether a byte goes on with a character that began before. */
export function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** Capital letters of ASCII as small ones; no other letter changes. */
export function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (part) => part.toLowerCase());
}

/** Small letters of ASCII as capital ones; no other letter changes. */
export function upperAscii(text: string): string {
  return text.replaceAll(/[a-z]+/g, (part) => part.toUpperCase());
}
