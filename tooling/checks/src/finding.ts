/** One thing a check found wrong, with the place to go to. */
export interface Finding {
  /** The file from the root. */
  readonly file: string;
  /** Counted from 1; absent when the file as a whole is meant, or is missing. */
  readonly line?: number;
  readonly message: string;
}

/** `packages/core/src/pool.ts:12: message` */
export function showFinding({ file, line, message }: Finding): string {
  return `${file}${line === undefined ? "" : `:${line}`}: ${message}`;
}
