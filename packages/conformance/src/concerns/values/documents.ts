import { sql } from "@db/core";
import fc from "fast-check";
import type { Kit } from "../../kit.ts";
import { meaningOf, tryType } from "./trial.ts";
import { becomes, kept, type Sample, ValueTable } from "./value-table.ts";

const document = (value: unknown): Sample => becomes(sql.json(value), value);

/** JSON documents, and arrays where the engine has them. */
export function documents(kit: Kit): void {
  json(kit);
  arrays(kit);
}

function json(kit: Kit): void {
  const storable = (text: string): boolean =>
    text.isWellFormed() && (kit.capabilities.nulCharacters || !text.includes("\0"));
  tryType(kit, {
    type: "json",
    samples: [
      {},
      [],
      { a: 1 },
      [1, "two", null, true, false, [], {}],
      { nested: { deep: [{ er: [[[]]] }] } },
      {
        number: 0.1,
        big: 1e21,
        huge: 1e300,
        tiny: 1e-7,
        negative: -2.5,
        max: Number.MAX_SAFE_INTEGER,
        min: Number.MIN_SAFE_INTEGER,
      },
      { "ünï \u{1F600}": "日本語 'quotes' \"double\" \\back\\ \n \t", "": "empty key", "a.b": 1, $c: 2 },
      "text",
      "",
      "null",
      0,
      -1,
      1.5,
      true,
      false,
      [null],
      { a: null },
      { long: "x".repeat(100_000) },
    ]
      .map(document)
      .concat(
        // Whole numbers keep all their digits, as in columns.
        [{ id: 2n ** 53n + 1n }, { id: 2n ** 63n - 1n, other: -(2n ** 63n) }, [2n ** 64n - 1n], 2n ** 53n + 1n].map(
          document,
        ),
        [
          becomes(sql.json({ small: 5n }), { small: 5 }),
          becomes(sql.json({ at: new Date(0) }), { at: "1970-01-01T00:00:00.000Z" }),
        ],
      ),
    anything: fc
      .jsonValue({ stringUnit: "binary", maxDepth: 3 })
      .filter((value) => storable(everyText(value)) && !hasHugeInteger(value))
      // JSON has no negative zero.
      .map((value) => becomes(sql.json(value), JSON.parse(JSON.stringify(value)))),
  });
  kit.withDatabase("the null of JSON is a value, and SQL's is none", (db) =>
    ValueTable.use(kit, db, "json", async (table) => {
      await table.insert(0, sql.json(null));
      await table.insert(1, null);
      await table.bulk([
        { id: 2, v: sql.json(null) },
        { id: 3, v: null },
      ]);
      // Where documents are kept as texts, JSON's null is one.
      const { expected } = meaningOf(kit, "json")(becomes(sql.json(null), null));
      kit.equal(await table.all(), [expected, null, expected, null]);
      kit.equal(await table.nullIds(), [1, 3]);
    }),
  );
}

/** Every text in a document, keys included. */
function everyText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value)
    .map(([key, item]) => key + everyText(item))
    .join("");
}

/** A number beyond the safe range cannot be told from a whole number with all its digits, so it comes back as a `bigint`. */
function hasHugeInteger(value: unknown): boolean {
  if (typeof value === "number") return Math.abs(value) > Number.MAX_SAFE_INTEGER && Math.abs(value) < 1e20;
  return typeof value === "object" && value !== null && Object.values(value).some(hasHugeInteger);
}

function arrays(kit: Kit): void {
  if (!kit.capabilities.arrays) {
    kit.it("arrays are refused as a column's type", async () => {
      await kit.rejects(async () => kit.dialect.types.toNative("array of integer"), "unsupported");
    });
    kit.withDatabase("arrays are refused as values", (db) =>
      ValueTable.use(kit, db, "text", async (table) => {
        await table.refuses([1, 2], "usage", "unsupported");
        await table.refuses([], "usage", "unsupported");
      }),
    );
    return;
  }
  const listOf = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<Sample> =>
    fc.array(fc.option(item), { maxLength: 8 }).map(kept);
  const storable = (text: string): boolean => kit.capabilities.nulCharacters || !text.includes("\0");
  const always = (): boolean => true;
  tryType(kit, {
    type: "array of integer",
    samples: [
      [],
      [1],
      [1, null, -3],
      [null],
      [null, null],
      [
        [1, 2],
        [3, 4],
      ],
      [
        [[1], [2]],
        [[3], [null]],
      ],
    ].map(kept),
    anything: fc.oneof(
      listOf(fc.integer()),
      fc
        .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
        .map(([rows, columns]) => kept(grid(rows, columns))),
    ),
    findable: always,
  });
  tryType(kit, {
    type: "array of bigint",
    samples: [kept([2n ** 53n, -(2n ** 63n), 2n ** 63n - 1n]), becomes([1n, 2, null], [1, 2, null])],
  });
  tryType(kit, {
    type: "array of text",
    samples: [
      [],
      [""],
      [
        "a,b",
        'quo"te',
        "back\\slash",
        "\\",
        "{}",
        "{a}",
        "NULL",
        "null",
        "Null",
        " ",
        " a ",
        "'",
        "\n",
        "ünï \u{1F600}",
      ],
      [null, "NULL", null],
      [
        ["a", "b,c"],
        [null, '"'],
      ],
      ["x".repeat(10_000)],
    ].map(kept),
    anything: listOf(fc.string({ unit: "binary", maxLength: 20 }).filter(storable)),
    findable: always,
  });
  tryType(kit, { type: "array of boolean", samples: [[true, false, null], []].map(kept), findable: always });
  tryType(kit, {
    type: "array of double",
    samples: [kept([0.1, -2.5, 1e300, 5e-324, null]), kept([])],
    findable: always,
  });
  tryType(kit, { type: "array of decimal(20,5)", samples: [kept(["1.00001", "-99999999999999.99999", null])] });
  tryType(kit, {
    type: "array of uuid",
    samples: [kept(["01890a5d-ac96-774b-bcce-b302099a8057", null])],
    findable: always,
  });
  tryType(kit, { type: "array of binary", samples: [kept([Uint8Array.of(), Uint8Array.of(0, 92, 34, 255), null])] });
  tryType(kit, { type: "array of date", samples: [kept(["0001-01-01", "9999-12-31", null])], findable: always });
  tryType(kit, {
    type: "array of timestamptz(3)",
    samples: [kept([new Date("2024-02-29T12:34:56.789Z"), null])],
    findable: always,
  });
  tryType(kit, {
    type: "array of json",
    samples: [
      becomes(
        [sql.json({ a: [1, "x,y", '"'] }), null, sql.json([]), sql.json("t")],
        [{ a: [1, "x,y", '"'] }, null, [], "t"],
      ),
    ],
  });
  kit.withDatabase("rows of different lengths make no array", (db) =>
    ValueTable.use(kit, db, "array of integer", (table) => table.refuses([[1, 2], [3]], "usage", "invalid-value")),
  );
}

function grid(rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_column, column) => row * columns + column),
  );
}
