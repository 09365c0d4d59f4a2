import { describe, expect, it } from "@jest/globals";
import { ConfigurationError } from "@db/core";
import { sqlite, sqliteDriver } from "../../src/index.ts";
import { parseSqliteOptions, type ParsedSqliteOptions } from "../../src/sqlite-options.ts";

/** The options of the endpoint that writes. */
const options = (input: object): ParsedSqliteOptions => sqlite(input).endpoints[0]!.options as ParsedSqliteOptions;

function problems(input: object): string[] {
  try {
    sqlite(input);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).problems.map(({ path }) => path).toSorted();
  }
  return [];
}

describe("defaults", () => {
  it("of a file", () => {
    expect(options({ file: "a.db" })).toEqual({
      file: "a.db",
      memory: false,
      mode: "read-write-create",
      journalMode: "wal",
      synchronous: "normal",
      foreignKeys: true,
      busyTimeout: 5000,
      cacheSize: undefined,
      autoVacuum: undefined,
      readers: 4,
      timestamps: "date",
      statementCacheSize: 200,
      onConnect: undefined,
      reader: false,
    });
  });

  it("of memory, and of nothing at all", () => {
    expect(options({ file: ":memory:" })).toMatchObject({
      file: ":memory:",
      memory: true,
      journalMode: "memory",
      readers: 0,
      synchronous: "full",
    });
    expect(options({})).toMatchObject({ file: "./data/app.db", memory: false });
    expect(parseSqliteOptions(undefined)).toMatchObject({ file: "./data/app.db" });
  });

  it("synchronous follows the journal mode, and readers need wal on a writable file", () => {
    expect(options({ file: "a.db", journalMode: "delete" })).toMatchObject({ synchronous: "full", readers: 0 });
    expect(options({ file: "a.db", journalMode: "delete", synchronous: "off" })).toMatchObject({ synchronous: "off" });
    expect(options({ file: "a.db", mode: "read-only", readers: 3 })).toMatchObject({ readers: 0 });
  });
});

describe("URLs", () => {
  it.each<[string, Partial<ParsedSqliteOptions>]>([
    ["sqlite:./data/app.db", { file: "./data/app.db" }],
    ["sqlite://data/app.db", { file: "data/app.db" }],
    ["sqlite:///data/app.db", { file: "/data/app.db" }],
    ["sqlite3:app.db", { file: "app.db" }],
    ["file:/data/app.db", { file: "/data/app.db" }],
    ["file:///data/app.db", { file: "/data/app.db" }],
    ["sqlite::memory:", { file: ":memory:", memory: true }],
    ["sqlite:memory", { file: "memory", memory: false }],
    [":memory:", { memory: true }],
    ["./plain path.db", { file: "./plain path.db" }],
    ["sqlite:a%20b%3Fc.db", { file: "a b?c.db" }],
    [
      "sqlite:a.db?journalMode=delete&busyTimeout=250ms&readers=2&foreignKeys=false",
      { journalMode: "delete", busyTimeout: 250, foreignKeys: false, readers: 0 },
    ],
    [
      "sqlite:a.db?cacheSize=8MiB&timestamps=string&autoVacuum=full&mode=read-write",
      { cacheSize: 8 * 1024 ** 2, timestamps: "string", autoVacuum: "full", mode: "read-write" },
    ],
    ["sqlite:a.db?synchronous=extra&statementCacheSize=5", { synchronous: "extra", statementCacheSize: 5 }],
  ])("%s", (url, expected) => {
    expect(options({ url })).toMatchObject(expected);
    expect(parseSqliteOptions({ url })).toMatchObject(expected);
  });

  it("what is said beside it wins", () => {
    expect(options({ url: "sqlite:a.db?busyTimeout=1s", file: "b.db", busyTimeout: "2s" })).toMatchObject({
      file: "b.db",
      busyTimeout: 2000,
    });
  });

  it.each(["uri", "connectionString"])("%s is another spelling", (key) => {
    expect(options({ [key]: "sqlite:a.db" })).toMatchObject({ file: "a.db" });
  });

  it.each(["filePath", "path", "filename"])("%s is another spelling of file", (key) => {
    expect(options({ [key]: "a.db" })).toMatchObject({ file: "a.db" });
  });
});

describe("problems", () => {
  it.each<[string, object, string[]]>([
    ["an unknown key", { fiel: "a.db" }, ["fiel"]],
    ["another engine's URL", { url: "postgres://host/db" }, ["url"]],
    ["a URL without a file", { url: "sqlite:" }, ["url"]],
    ["an unknown parameter", { url: "sqlite:a.db?jurnal=wal" }, ["url.jurnal"]],
    ["a parameter that does not fit", { url: "sqlite:a.db?readers=many" }, ["url.readers"]],
    ["a mode nobody knows", { mode: "readonly" }, ["mode"]],
    ["a journal mode nobody knows", { journalMode: "log" }, ["journalMode"]],
    ["no journal at all, which the client forbids", { journalMode: "off" }, ["journalMode"]],
    ["a synchronous nobody knows", { synchronous: 7 }, ["synchronous"]],
    ["a negative duration", { busyTimeout: -1 }, ["busyTimeout"]],
    ["a duration without a unit", { busyTimeout: "5" }, ["busyTimeout"]],
    ["a size that is none", { cacheSize: "big" }, ["cacheSize"]],
    ["half a reader", { readers: 0.5 }, ["readers"]],
    ["no statements", { statementCacheSize: 0 }, ["statementCacheSize"]],
    ["what is no function", { onConnect: "load" }, ["onConnect"]],
    ["memory that is read-only", { file: ":memory:", mode: "read-only" }, ["mode"]],
    ["memory with a log on disk", { file: ":memory:", journalMode: "wal" }, ["journalMode"]],
    ["an empty file name", { file: "" }, ["file"]],
    [
      "several at once, of both parts",
      { foreignKeys: "maybe", readers: -1, pool: { max: 0 } },
      ["foreignKeys", "pool.max", "readers"],
    ],
    ["two spellings", { file: "a.db", path: "b.db" }, ["path"]],
  ])("%s", (_what, input, paths) => {
    expect(problems(input)).toEqual(paths);
  });

  it("both faults of a memory database are told at once", () => {
    expect(problems({ file: ":memory:", mode: "read-only", journalMode: "wal" })).toEqual(["journalMode", "mode"]);
  });
});

describe("endpoints", () => {
  it("a file has one writer and its readers", () => {
    const [writer, readers, ...more] = sqlite({ file: "a.db", readers: 2 }).endpoints;
    expect(writer).toMatchObject({ name: "a.db", role: "primary", maxSessions: 1, permanent: false });
    expect(readers).toMatchObject({
      name: "a.db (readers)",
      role: "reader",
      maxSessions: 2,
      options: { reader: true },
    });
    expect(more).toEqual([]);
  });

  it("memory is one session that lasts, and a read-only file has no bound", () => {
    expect(sqlite({ file: ":memory:" }).endpoints).toMatchObject([
      { name: ":memory:", permanent: true, maxSessions: 1 },
    ]);
    const [only] = sqlite({ file: "a.db", mode: "read-only" }).endpoints;
    expect(only!.maxSessions).toBeUndefined();
  });

  it("defining opens nothing", () => {
    expect(() => sqlite({ file: "/nowhere/at/all/a.db" })).not.toThrow();
    expect(sqliteDriver.engine).toBe("sqlite");
  });
});
