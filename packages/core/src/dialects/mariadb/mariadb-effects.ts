import type { EffectRules } from "../effect-rules.ts";
import { once } from "../../once.ts";
import { mysqlEffectRules } from "../mysql/mysql-effects.ts";

/** MariaDB's statements: `begin not atomic` opens a block of statements, and `next value for` takes from a sequence. */
export const mariadbEffectRules: () => EffectRules = once(() => ({
  ...mysqlEffectRules(),
  bodies: "blocks",
  heads: {
    ...mysqlEffectRules().heads,
    begin: {
      control: (statement) => statement.word(1) !== "not",
      session: (statement) => statement.word(1) === "not",
      rows: (statement) => statement.word(1) === "not",
    },
  },
  // MariaDB has no such word, so a function may be named by it.
  uncalledWords: new Set([...mysqlEffectRules().uncalledWords].filter((word) => word !== "lateral")),
  unsafePhrases: [...mysqlEffectRules().unsafePhrases, ["value", "for"]],
}));
