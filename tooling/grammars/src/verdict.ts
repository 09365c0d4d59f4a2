/** What a grammar says against a statement; nothing when it accepts it. */
export type Verdict = string | undefined;

/** One grammar of one engine's SQL, ready to read. */
export interface Grammar {
  readonly name: string;
  /** What it says against one statement, or several with `;` between them. Rejects only when the grammar itself fails. */
  read(statement: string): Promise<Verdict>;
}
