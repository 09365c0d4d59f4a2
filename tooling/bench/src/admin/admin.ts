/** A connection of the bench's own, by the raw client, to make tables and to verify what contestants have written. */
export interface Admin {
  run(text: string): Promise<void>;
  rows(text: string): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}
