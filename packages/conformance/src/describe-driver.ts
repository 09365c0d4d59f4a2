import { aborts } from "./concerns/aborts.ts";
import { bulk } from "./concerns/bulk.ts";
import { dialectTexts } from "./concerns/dialect-texts.ts";
import { errors } from "./concerns/errors.ts";
import { faults } from "./concerns/faults.ts";
import { functions } from "./concerns/functions.ts";
import { lifecycle } from "./concerns/lifecycle.ts";
import { notifications } from "./concerns/notifications.ts";
import { pools } from "./concerns/pools.ts";
import { procedures } from "./concerns/procedures.ts";
import { propagation } from "./concerns/propagation.ts";
import { schema } from "./concerns/schema.ts";
import { sessions } from "./concerns/sessions.ts";
import { statements } from "./concerns/statements.ts";
import { streams } from "./concerns/streams.ts";
import { transactions } from "./concerns/transactions.ts";
import { unsupportedFeatures } from "./concerns/unsupported-features.ts";
import { values } from "./concerns/values.ts";
import { Kit } from "./kit.ts";
import type { Runner } from "./runner.ts";
import type { Subject } from "./subject.ts";

/** Defines the tests of one concern. */
export type Concern = (kit: Kit) => void;

/** The concerns by name, in the order they run. */
export const concerns: Readonly<Record<string, Concern>> = {
  lifecycle,
  statements,
  values,
  functions,
  "dialect texts": dialectTexts,
  errors,
  transactions,
  propagation,
  sessions,
  streams,
  bulk,
  procedures,
  notifications,
  aborts,
  pools,
  schema,
  faults,
  "unsupported features": unsupportedFeatures,
};

/**
 * Defines the whole suite for one driver. A capability that the driver declares must work; one that it does not declare
 * must be refused with kind `unsupported`. Nothing is skipped.
 */
export function describeDriver(runner: Runner, subject: Subject): void {
  runner.describe(subject.name, () => {
    let tests = 0;
    const failures: string[] = [];
    let concern = "";
    const kit = new Kit(runner, subject, (name, test) => {
      tests++;
      const title = `${concern}: ${name}`;
      return async () => {
        try {
          await test();
        } catch (error) {
          failures.push(title);
          throw error;
        }
      };
    });
    for (const [name, define] of Object.entries(concerns)) {
      runner.describe(name, () => {
        // Inside, since some runners define the groups later than they are told of them.
        concern = name;
        define(kit);
      });
    }
    runner.afterAll(async () => {
      if (subject.report === undefined) return;
      const { version, engine } = await kit.use(async (db) => ({
        version: (await db.server()).versionText,
        engine: db.engine,
      }));
      subject.report({
        subject: subject.name,
        engine,
        serverVersion: version,
        capabilities: kit.capabilities,
        tests,
        failures,
      });
    });
  });
}
