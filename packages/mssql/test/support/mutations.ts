/** One way to write a statement wrongly: where it applies, and what it makes. */
interface Mutation {
  readonly name: string;
  readonly change: (text: string) => string;
}

/** Words of other engines, and slips of ours. Each is no T-SQL wherever it changes anything. */
const changes: readonly Mutation[] = [
  { name: "limit", change: (text) => text.replace(/^select top \((\S+)\) (.*)$/s, "select $2 limit $1") },
  { name: "limit behind an order", change: (text) => text.replace(/( order by \[\w+\])$/, "$1 limit 5") },
  {
    name: "limit with offset",
    change: (text) => text.replace(/offset (\S+) rows fetch next (\S+) rows only/, "limit $2 offset $1"),
  },
  {
    name: "offset without order",
    change: (text) => text.replace(/ order by (?:\[\w+\]|\(select null\)) offset/, " offset"),
  },
  { name: "fetch without offset", change: (text) => text.replace(/offset \S+ rows fetch/, "fetch") },
  { name: "backticks", change: (text) => text.replaceAll(/\[(\w+)\]/g, "`$1`") },
  {
    name: "returning",
    change: (text) =>
      / output (?:inserted|deleted)\./.test(text)
        ? `${text.replace(/ output (?:inserted|deleted)\.\S+(?:, inserted\.\S+)*/, "")} returning [id]`
        : text,
  },
  {
    name: "on conflict",
    change: (text) => text.replace(/^(insert into .* values \(.*\))$/s, "$1 on conflict do nothing"),
  },
  {
    name: "on duplicate key",
    change: (text) => text.replace(/^(insert into .* values \(.*\))$/s, "$1 on duplicate key update [id] = 1"),
  },
  {
    name: "for update",
    change: (text) => text.replace(/^(select .*) with \(updlock, rowlock(?:, \w+)?\)(.*)$/s, "$1$2 for update nowait"),
  },
  { name: "a merge without its end", change: (text) => text.replace(/^(merge .*);$/s, "$1 when matched then") },
  {
    name: "a merge by do update",
    change: (text) => text.replace("when matched then update set", "when matched do update set"),
  },
  { name: "rollback to savepoint", change: (text) => text.replace(/^rollback transaction /, "rollback to savepoint ") },
  { name: "a placeholder by number", change: (text) => text.replaceAll(/@p(\d+)/g, "$$$1 :: int") },
  { name: "a placeholder of question marks", change: (text) => text.replaceAll(/@p\d+/g, "?") },
  {
    name: "create table if not exists",
    change: (text) => text.replace(/^create table /, "create table if not exists "),
  },
  {
    name: "auto_increment",
    change: (text) => text.replace("int not null primary key,", "int auto_increment unsigned primary key,"),
  },
  { name: "add column", change: (text) => text.replace(/^(alter table \[\w+\]) add \[/, "$1 add column [") },
  { name: "a column without a comma", change: (text) => text.replace("primary key, [", "primary key [") },
  { name: "a parenthesis left open", change: (text) => text.replace(/\)([^)]*)$/s, "$1") },
  { name: "a text left open", change: (text) => text.replace(/'([^']*)$/s, "$1") },
  { name: "an interval", change: (text) => text.replace(/dateadd\(\w+, /, "[at] + interval '1' day (") },
  { name: "extract from", change: (text) => text.replace(/datepart\((\w+), /, "extract($1 from ") },
  { name: "from left out", change: (text) => text.replace(/^(select .*?) from \[items\](.*)$/s, "$1 from where$2") },
  { name: "drop table cascade", change: (text) => text.replace(/^(drop table .*)$/, "$1 cascade") },
  {
    name: "an index if it is not there",
    change: (text) => text.replace(/^create index /, "create index if not exists "),
  },
  {
    name: "using btree",
    change: (text) => text.replace(/^(create index .*) on (\[\w+\]) (.*)$/, "$1 on $2 using btree $3"),
  },
];

/** How many statements each mutation is tried on at most. */
const each = 8;

/** Golden statements written wrongly, by what was done to which. */
export function mutations(
  golden: Readonly<Record<string, string>>,
): readonly (readonly [name: string, text: string])[] {
  return changes.flatMap(({ name, change }) =>
    Object.entries(golden)
      .map(([of, text]) => [`${name}: ${of}`, change(text), text] as const)
      .filter(([, changed, text]) => changed !== text)
      .slice(0, each)
      .map(([title, changed]) => [title, changed] as const),
  );
}
