import { sql } from "kysely";
import type { Statements } from "./statement.ts";

/** Expressions. */
export const expressions: Statements = {
  count: (db) => db.selectFrom("person").select((eb) => eb.fn.count("id").distinct().as("n")),
  "sum, avg, min, max": (db) =>
    db
      .selectFrom("person")
      .select((eb) => [
        eb.fn.sum("age").as("s"),
        eb.fn.avg("age").as("a"),
        eb.fn.min("age").as("l"),
        eb.fn.max("age").as("h"),
      ]),
  coalesce: (db) => db.selectFrom("person").select((eb) => eb.fn.coalesce("last_name", "first_name").as("name")),
  "a function": (db) => db.selectFrom("person").select((eb) => eb.fn("nvl", ["last_name", eb.val("-")]).as("name")),
  listagg: (db) =>
    db.selectFrom("person").select((eb) =>
      eb.fn
        .agg("listagg", ["first_name", sql.lit(", ")])
        .withinGroupOrderBy("first_name")
        .as("names"),
    ),
  "window function": (db) =>
    db.selectFrom("person").select((eb) =>
      eb.fn
        .agg("row_number")
        .over((ob) => ob.partitionBy("age").orderBy("id", "desc"))
        .as("n"),
    ),
  "windowed sum": (db) =>
    db.selectFrom("person").select((eb) =>
      eb.fn
        .sum("age")
        .over((ob) => ob.partitionBy(["age", "id"]))
        .as("n"),
    ),
  "empty window": (db) => db.selectFrom("person").select((eb) => eb.fn.countAll().over().as("n")),
  "case when": (db) =>
    db.selectFrom("person").select((eb) => eb.case().when("age", ">", 30).then("old").else("young").end().as("g")),
  "case of a value": (db) =>
    db.selectFrom("person").select((eb) => eb.case("age").when(1).then("one").when(2).then("two").end().as("g")),
  arithmetic: (db) => db.selectFrom("person").select((eb) => eb(eb("age", "+", 1), "*", 2).as("n")),
  "more arithmetic": (db) => db.selectFrom("person").select((eb) => eb(eb.parens("age", "-", 1), "/", 2).as("n")),
  negation: (db) => db.selectFrom("person").select((eb) => eb.neg("age").as("n")),
  concatenation: (db) => db.selectFrom("person").select((eb) => eb("first_name", "||", eb.ref("last_name")).as("n")),
  "cast to integer": (db) => db.selectFrom("person").select((eb) => eb.cast("age", "integer").as("n")),
  "cast to text": (db) => db.selectFrom("person").select((eb) => eb.cast("age", "text").as("n")),
  "cast to varchar": (db) => db.selectFrom("person").select((eb) => eb.cast("age", "varchar(20)").as("n")),
  "cast to decimal": (db) => db.selectFrom("person").select((eb) => eb.cast("age", "decimal(10, 2)").as("n")),
  "cast to timestamp": (db) => db.selectFrom("person").select((eb) => eb.cast("born", "timestamptz").as("n")),
  "literal text": (db) => db.selectNoFrom(sql.lit("it's").as("t")),
  "literal number": (db) => db.selectNoFrom(sql.lit(1.5).as("n")),
  "literal boolean": (db) => db.selectFrom("person").select("id").where("active", "=", sql.lit(true)),
  "literal null": (db) => db.selectNoFrom(sql.lit(null).as("n")),
  "literal date": (db) => db.selectNoFrom(sql.lit(new Date(0)).as("d")),
  "scalar query": (db) =>
    db
      .selectFrom("person")
      .select((eb) => [
        "id",
        eb.selectFrom("pet").select(eb.fn.countAll().as("n")).whereRef("pet.owner_id", "=", "person.id").as("pets"),
      ]),
  "json value": (db) => db.selectFrom("doc").select((eb) => eb.ref("data", "->>$").key("list").at(0).as("v")),
  "json query": (db) => db.selectFrom("doc").select((eb) => eb.ref("data", "->$").key("deep").as("v")),
  "json by keys": (db) => db.selectFrom("doc").select((eb) => eb.ref("data", "->>").key("deep").key("key").as("v")),
  "json part by a key": (db) => db.selectFrom("doc").select((eb) => eb.ref("data", "->").key("list").at(1).as("v")),
};
