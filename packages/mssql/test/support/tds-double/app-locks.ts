import type { Client } from "pg";
import type { RpcParameter } from "./messages.ts";
import { wireTypes, type WireType } from "./wire-types.ts";

interface LockAnswer {
  readonly name: string;
  readonly type: WireType;
  readonly value: string;
}

/** sp_getapplock and its like, by PostgreSQL's advisory locks. */
export class AppLocks {
  readonly #client: Client;
  readonly #stopped: () => boolean;
  readonly #held = new Map<string, { readonly mode: string; readonly owner: string; count: number }>();

  constructor(client: Client, stopped: () => boolean) {
    this.#client = client;
    this.#stopped = stopped;
  }

  forget(): void {
    this.#held.clear();
  }

  forgetTransaction(): void {
    for (const [resource, { owner }] of this.#held) if (owner === "Transaction") this.#held.delete(resource);
  }

  /** The one value that a text about locks is answered with; nothing for any other text. */
  async answer(text: string, values: readonly RpcParameter[]): Promise<LockAnswer | undefined> {
    const given = (place: number): string => values[place - 1]?.value ?? "";
    if (text.includes("exec @granted = sp_getapplock")) {
      const granted = await this.#take(given(1), given(2), given(3), Number(given(4)));
      return { name: "granted", type: wireTypes.int(4), value: String(granted) };
    }
    if (text.includes("applock_mode(")) {
      const mode = this.#held.get(given(1))?.mode ?? "NoLock";
      return { name: "mode", type: wireTypes.nvarchar(32), value: mode };
    }
    if (text.startsWith("exec sp_releaseapplock")) {
      const lock = this.#held.get(given(1));
      if (lock === undefined) throw new Error("Cannot release the application lock because it is not currently held.");
      if (--lock.count === 0) this.#held.delete(given(1));
      await this.#client.query(
        `select pg_advisory_unlock${lock.mode === "Shared" ? "_shared" : ""}(hashtextextended($1, 0))`,
        [given(1)],
      );
      return { name: "", type: wireTypes.int(4), value: "0" };
    }
    return undefined;
  }

  async #take(resource: string, mode: string, owner: string, patience: number): Promise<number> {
    const level = owner === "Transaction" ? "xact_" : "";
    const shared = mode === "Shared" ? "_shared" : "";
    const until = patience < 0 ? Infinity : performance.now() + patience;
    for (;;) {
      const { rows } = await this.#client.query<{ granted: boolean }>(
        `select pg_try_advisory_${level}lock${shared}(hashtextextended($1, 0)) as granted`,
        [resource],
      );
      if (rows[0]!.granted) {
        const held = this.#held.get(resource);
        if (held === undefined) this.#held.set(resource, { mode, owner, count: 1 });
        else held.count++;
        return 0;
      }
      if (this.#stopped()) return -2;
      if (performance.now() >= until) return -1;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
