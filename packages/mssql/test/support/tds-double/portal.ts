import type { Client } from "pg";

/** A column as PostgreSQL describes it. */
export interface Field {
  readonly name: string;
  readonly dataTypeID: number;
  readonly dataTypeModifier: number;
}

/** Who reads a statement's answer. */
export interface PortalReader {
  columns(fields: readonly Field[]): Promise<void> | void;
  row(cells: readonly (string | null)[]): Promise<void> | void;
}

interface Wire {
  parse(message: { text: string; types: readonly number[] }): void;
  bind(message: { values: readonly (string | null)[] }): void;
  describe(message: { type: "P" }): void;
  execute(message: { rows: number }): void;
  flush(): void;
  sync(): void;
}

const rowsAtATime = 200;

/**
 * Runs a statement by the extended protocol and reads a part of its rows at a time: the next part is asked for when the
 * reader has taken the last. Gives how many rows it touched.
 */
export function runPortal(
  client: Client,
  text: string,
  values: readonly (string | null)[],
  types: readonly number[],
  reader: PortalReader,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    let work: Promise<void> = Promise.resolve();
    let count: number | undefined;
    let failure: Error | undefined;
    const then = (task: () => Promise<void> | void): void => {
      work = work.then(task).catch((error: unknown) => void (failure ??= error as Error));
    };
    const query = {
      submit: (wire: Wire) => {
        wire.parse({ text, types });
        wire.bind({ values });
        wire.describe({ type: "P" });
        wire.execute({ rows: rowsAtATime });
        wire.flush();
      },
      handleRowDescription: ({ fields }: { fields: readonly Field[] }) => then(() => reader.columns(fields)),
      handleDataRow: ({ fields }: { fields: readonly (string | null)[] }) => then(() => reader.row(fields)),
      handlePortalSuspended: (wire: Wire) =>
        then(() => {
          if (failure === undefined) {
            wire.execute({ rows: rowsAtATime });
            wire.flush();
          } else wire.sync();
        }),
      handleCommandComplete: ({ text: tag }: { text: string }, wire: Wire) => {
        const number = /^(?:SELECT|INSERT \d+|UPDATE|DELETE|MERGE) (\d+)$/.exec(tag)?.[1];
        count = number === undefined ? undefined : Number(number);
        wire.sync();
      },
      handleEmptyQuery: (wire: Wire) => wire.sync(),
      // The client drops the query with it, and waits for the end of it by itself.
      handleError: (error: Error, wire: Wire | undefined) => {
        if ((error as { severity?: unknown }).severity !== undefined) wire?.sync();
        failure ??= error;
        void work.then(() => reject(failure));
      },
      handleReadyForQuery: () => {
        void work.then(() => (failure === undefined ? resolve(count) : reject(failure)));
      },
    };
    client.query(query as unknown as Parameters<Client["query"]>[0] & { submit: never });
  });
}
