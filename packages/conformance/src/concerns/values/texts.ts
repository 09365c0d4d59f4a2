import fc from "fast-check";
import type { Kit } from "../../kit.ts";
import { tryType } from "./trial.ts";
import { becomes, kept, ValueTable } from "./value-table.ts";

const megabyte = 2 ** 20;
const always = (): boolean => true;

const odd = [
  "",
  " ",
  "  two blanks  ",
  "a",
  "'",
  "''",
  '"',
  "`",
  "\\",
  "\\\\",
  "\\n",
  "\n",
  "\r\n",
  "\t",
  "\b\f\v",
  "%_",
  "?",
  "$1",
  ":name",
  "--",
  "/*",
  ";",
  "{}",
  "null",
  "NULL",
  "ünïcödé",
  "ß",
  "Ωμέγα",
  "日本語",
  "עברית",
  "\u{1F600}",
  "\u{1F468}\u200D\u{1F469}\u200D\u{1F467}",
  "\u{10FFFF}",
  // The same letter composed and decomposed are two texts.
  "\u00E9",
  "e\u0301",
  "\u200B",
  "\uFEFF",
  "\uFFFD",
  "\uFFFF",
  "\u0001\u001F\u007F\u0080\u2028",
];

/** Texts, bytes and uuids. */
export function texts(kit: Kit): void {
  const { nulCharacters } = kit.capabilities;
  const withNul = ["\0", "a\0b", "a\0", "\0b"];
  const storable = (text: string): boolean => nulCharacters || !text.includes("\0");
  tryType(kit, {
    type: "text",
    samples: [...odd, "x".repeat(megabyte), "\u{1F600}é".repeat(megabyte / 8)].map(kept),
    anything: fc.string({ unit: "binary", maxLength: 60 }).filter(storable).map(kept),
    more: async (table) => {
      if (nulCharacters) await table.roundTrip(withNul.map(kept), {});
      else for (const text of withNul) await table.refuses(text, "usage", "invalid-value", "unsupported");
      // Half of a pair is no character: UTF-8 cannot say it, and a replacement character is another text.
      for (const text of ["\uD83D", "a\uDE00b"]) await table.keepsOrRefuses(kept(text), {}, "usage", "invalid-value");
      await table.roundTrip([kept("still there")], {});
    },
  });
  tryType(kit, {
    type: "varchar(100)",
    samples: odd.map(kept),
    anything: fc.string({ unit: "binary", maxLength: 25 }).filter(storable).map(kept),
    findable: always,
  });
  tryType(kit, {
    type: "varchar(10)",
    samples: [kept("ünïcödéßÿž"), kept("0123456789")],
    more: async (table) => {
      await table.keepsOrRefuses(kept("0123456789A"), {}, "value-too-long");
      await table.keepsOrRefuses(kept("ünïcödéßÿžA"), {}, "value-too-long");
    },
  });
  tryType(kit, {
    type: "char(5)",
    samples: [kept("abcde"), kept("äöüßé"), kept("ab")],
    // The standard's type is filled with blanks; engines differ in whether they show them.
    read: (value) => (typeof value === "string" ? value.trimEnd() : value),
  });
  tryType(kit, {
    type: "uuid",
    samples: [
      "00000000-0000-0000-0000-000000000000",
      "ffffffff-ffff-ffff-ffff-ffffffffffff",
      "01890a5d-ac96-774b-bcce-b302099a8057",
    ].map(kept),
    anything: fc.uuid().map(kept),
    findable: always,
    more: async (table) => {
      // Where uuids are texts the case stays; either way the row is found by what was read.
      const lower = (value: unknown): unknown => (typeof value === "string" ? value.toLowerCase() : value);
      await table.roundTrip([becomes("01890A5D-AC96-774B-BCCE-B302099A8057", "01890a5d-ac96-774b-bcce-b302099a8057")], {
        read: lower,
      });
      for (const value of await table.all()) kit.equal(await table.count(value), 2);
    },
  });
  binary(kit);
  booleans(kit);
}

function binary(kit: Kit): void {
  const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);
  const large = Uint8Array.from({ length: megabyte }, (_, index) => (index * 7 + (index >> 8)) % 256);
  tryType(kit, {
    type: "binary",
    samples: [
      ...[[], [0], [0, 0], [255], [92, 120, 48], [39, 92, 0, 34]].map((bytes) => kept(Uint8Array.from(bytes))),
      kept(everyByte),
      kept(large),
      becomes(Buffer.from("a buffer"), Uint8Array.from(Buffer.from("a buffer"))),
      // A view of a part is that part alone.
      becomes(
        everyByte.subarray(100, 110),
        Uint8Array.from({ length: 10 }, (_, index) => 100 + index),
      ),
      becomes(new DataView(everyByte.buffer, 5, 3), Uint8Array.of(5, 6, 7)),
    ],
    anything: fc.uint8Array({ maxLength: 300 }).map((bytes) => kept(Uint8Array.from(bytes))),
  });
}

function booleans(kit: Kit): void {
  const asBoolean = (value: unknown): unknown => (value === 1 ? true : value === 0 ? false : value);
  tryType(kit, {
    type: "boolean",
    samples: [true, false].map(kept),
    findable: always,
    // An engine that cannot tell a boolean from a number gives the number.
    ...(kit.capabilities.booleans ? {} : { read: asBoolean }),
  });
}

/** Values that no column takes are refused before anything is sent, whatever the type. */
export function unbindable(kit: Kit): void {
  kit.withDatabase("what is no value is refused before anything is sent", (db) =>
    ValueTable.use(kit, db, "text", async (table) => {
      for (const value of [undefined, Symbol("s"), () => 1, { a: 1 }, Promise.resolve(1), new Map(), /x/u])
        await table.refuses(value, "usage");
      for (const value of [new Date(Number.NaN)]) await table.refuses(value, "usage");
    }),
  );
}
