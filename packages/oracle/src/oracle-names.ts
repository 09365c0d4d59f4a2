/** What a name in small letters is called when it was made without quotes; nothing for any other name. */
export function inCapitals(name: string): string | undefined {
  return /^[a-z][a-z0-9_$#]*$/.test(name) ? name.toUpperCase() : undefined;
}

/** The other way round: what a name in capitals was most likely written as. */
export function inSmallLetters(name: string): string | undefined {
  return /^[A-Z][A-Z0-9_$#]*$/.test(name) ? name.toLowerCase() : undefined;
}
