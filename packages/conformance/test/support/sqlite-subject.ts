import { databaseError, defineDatabase, sql, type BoundStatement, type Result, type Row, type Session } from "@db/core";
import type { Overrides, Subject } from "@db/conformance";
// By its path, since the package itself is proven with this one: as dependencies the two would need each other's build.
import { sqliteDriver } from "../../../sqlite/src/index.ts";

type AnyDriver = typeof sqliteDriver;

/** What a broken driver does otherwise. */
export interface Changes {
  readonly driver?: ((driver: AnyDriver) => Partial<AnyDriver>) | undefined;
  readonly session?: ((session: Session) => Partial<Session>) | undefined;
  readonly cancel?: ((stop: () => void) => Promise<void>) | undefined;
}

/** A session with some members replaced. */
function withChanges(session: Session, changes: Partial<Session>): Session {
  return new Proxy(session, {
    get(target, key) {
      if (Object.hasOwn(changes, key)) return (changes as Record<PropertyKey, unknown>)[key];
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

const slumber = "select 'slumber'";
const census = "select 'census'";

/**
 * SQLite in memory, with what it lacks to go through every concern: statements that take a while and can be stopped,
 * and a count of the sessions that are open.
 */
export function sqliteSubject({ driver: changeDriver, session: changeSession, cancel }: Changes = {}): Subject {
  let open = 0;
  const good: AnyDriver = {
    ...sqliteDriver,
    capabilities: { ...sqliteDriver.capabilities, cancel: true },
    connect: async (options, observer, call) => {
      const session = await sqliteDriver.connect(options, observer, call);
      open++;
      const able = new Sleeper(
        session,
        () => open,
        () => open--,
        cancel,
      ).session;
      return changeSession === undefined ? able : withChanges(able, changeSession(able));
    },
  };
  const driver: AnyDriver = { ...good, ...changeDriver?.(good) };
  return {
    name: "SQLite, in memory",
    define: (overrides: Overrides = {}) => defineDatabase(driver, { file: ":memory:", ...overrides }),
    statements: {
      series: (count) =>
        sql`with recursive s(n) as (select 1 where ${count} > 0 union all select n + 1 from s where n < ${count}) select n from s`,
      setting: {
        change: sql`pragma recursive_triggers = on`,
        read: sql`select recursive_triggers as value from pragma_recursive_triggers`,
      },
      sleep: (seconds) => sql`select 'slumber', ${seconds}`,
      sessionCount: sql`select 'census'`,
    },
    shared: false,
  };
}

/** A session whose statements can also sleep, be stopped and count. */
class Sleeper {
  readonly session: Session;
  #stop: (() => void) | undefined;

  constructor(session: Session, count: () => number, onClosed: () => void, cancel: Changes["cancel"]) {
    let closed = false;
    const stop = (): void => this.#stop?.();
    const sleep = this.#sleep.bind(this);
    this.session = withChanges(session, {
      run: async (bound, call) => {
        if (bound.compiled.text.startsWith(census)) return result([{ count: count() }]);
        return bound.compiled.text.startsWith(slumber) ? sleep(bound) : session.run(bound, call);
      },
      stream: async function* (bound, call) {
        if (bound.compiled.text.startsWith(slumber)) await sleep(bound);
        else yield* session.stream(bound, call);
      },
      cancel: async () => {
        if (cancel === undefined) stop();
        else await cancel(stop);
      },
      close: async (force) => {
        stop();
        if (!closed) onClosed();
        closed = true;
        await session.close(force);
      },
    });
  }

  #sleep({ values }: BoundStatement): Promise<Result> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => {
          this.#stop = undefined;
          resolve(result([]));
        },
        Number(values[0]) * 1000,
      );
      this.#stop = () => {
        this.#stop = undefined;
        clearTimeout(timer);
        reject(cancelled());
      };
    });
  }
}

/** What a statement that was stopped rejects with. */
export function cancelled(): Error {
  return databaseError({ kind: "cancelled", engine: "sqlite" });
}

function result(rows: readonly Row[]): Result {
  return { rows, affectedRows: rows.length, columns: [] };
}
