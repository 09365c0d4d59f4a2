import { sql } from "kysely";
import type { Statements } from "./statement.ts";

/** Queries. */
export const queries: Statements = {
  "select columns": (db) => db.selectFrom("person").select(["id", "first_name"]),
  "select all": (db) => db.selectFrom("person").selectAll(),
  "select all of a table": (db) => db.selectFrom("person as p").selectAll("p"),
  "select all beside a column": (db) =>
    db
      .selectFrom("person")
      .selectAll()
      .select(sql`1`.as("one")),
  "select all of several beside a column": (db) =>
    db
      .selectFrom(["person as p", "pet"])
      .selectAll()
      .select(sql`1`.as("one")),
  "select without a table": (db) => db.selectNoFrom(sql`1 + 1`.as("two")),
  "select a bound value": (db) => db.selectNoFrom((eb) => eb.val("x").as("text")),
  "select with aliases": (db) => db.selectFrom("person as p").select("p.first_name as name"),
  "select of a schema": (db) => db.withSchema("app").selectFrom("person").selectAll("person"),
  "select distinct": (db) => db.selectFrom("person").select("age").distinct(),
  "select from several tables": (db) => db.selectFrom(["person", "pet"]).select(["person.id", "pet.name"]),
  "select by capitals": (db) => db.selectFrom("PERSON").select("FIRST_NAME as name"),
  "where equal": (db) => db.selectFrom("person").select("id").where("age", "=", 5),
  "where compared": (db) =>
    db
      .selectFrom("person")
      .select("id")
      .where("age", ">", 5)
      .where("age", "<=", 9)
      .where("age", "!=", 7)
      .where("age", "<>", 8),
  "where null": (db) => db.selectFrom("person").select("id").where("last_name", "is", null),
  "where not null": (db) => db.selectFrom("person").select("id").where("last_name", "is not", null),
  "where like": (db) => db.selectFrom("person").select("id").where("last_name", "like", "A%"),
  "where not like": (db) => db.selectFrom("person").select("id").where("last_name", "not like", "A%"),
  "where in": (db) => db.selectFrom("person").select("id").where("age", "in", [1, 2, 3]),
  "where not in": (db) => db.selectFrom("person").select("id").where("age", "not in", [1, 2]),
  "where tuple in": (db) =>
    db
      .selectFrom("person")
      .select("id")
      .where((eb) => eb(eb.refTuple("first_name", "age"), "in", [eb.tuple("Ada", 3), eb.tuple("Bob", 4)])),
  "where in a query": (db) =>
    db.selectFrom("person").select("id").where("id", "in", db.selectFrom("pet").select("owner_id")),
  "where exists": (db) =>
    db
      .selectFrom("person")
      .select("id")
      .where((eb) => eb.exists(eb.selectFrom("pet").select("pet.id").whereRef("pet.owner_id", "=", "person.id"))),
  "where not exists": (db) =>
    db
      .selectFrom("person")
      .select("id")
      .where((eb) =>
        eb.not(eb.exists(eb.selectFrom("pet").select("pet.id").whereRef("pet.owner_id", "=", "person.id"))),
      ),
  "where or and not": (db) =>
    db
      .selectFrom("person")
      .select("id")
      .where((eb) => eb.or([eb("age", ">", 3), eb.and([eb("age", "<", 9), eb.not(eb("age", "=", 4))])])),
  "where between": (db) =>
    db
      .selectFrom("person")
      .select("id")
      .where((eb) => eb.between("age", 1, 9)),
  "where columns are compared": (db) => db.selectFrom("person").select("id").whereRef("first_name", "=", "last_name"),
  "where distinct": (db) => db.selectFrom("person").select("id").where("last_name", "is distinct from", "A"),
  "where not distinct": (db) => db.selectFrom("person").select("id").where("last_name", "is not distinct from", null),
  "where a scalar query": (db) =>
    db
      .selectFrom("person")
      .select("id")
      .where("age", "=", (eb) => eb.selectFrom("person as o").select((o) => o.fn.max("o.age").as("m"))),
  "where a raw function": (db) =>
    db
      .selectFrom("person")
      .select("id")
      .where(sql<boolean>`regexp_like(${sql.ref("last_name")}, ${"^A"})`),
  "inner join": (db) => db.selectFrom("person").innerJoin("pet", "pet.owner_id", "person.id").select("pet.name"),
  "left join": (db) =>
    db.selectFrom("person as p").leftJoin("pet as q", "q.owner_id", "p.id").select(["p.id", "q.name"]),
  "right join": (db) => db.selectFrom("person").rightJoin("pet", "pet.owner_id", "person.id").select("pet.name"),
  "full join": (db) => db.selectFrom("person").fullJoin("pet", "pet.owner_id", "person.id").select("pet.name"),
  "cross join": (db) => db.selectFrom("person").crossJoin("pet").select("pet.name"),
  "join by several conditions": (db) =>
    db
      .selectFrom("person")
      .innerJoin("pet", (join) => join.onRef("pet.owner_id", "=", "person.id").on("pet.species", "in", ["cat", "dog"]))
      .select("pet.name"),
  "join a query": (db) =>
    db
      .selectFrom("person")
      .innerJoin(
        (eb) => eb.selectFrom("pet").select("owner_id").distinct().as("o"),
        (join) => join.onRef("o.owner_id", "=", "person.id"),
      )
      .select("person.id"),
  "join on true": (db) =>
    db
      .selectFrom("person")
      .leftJoin("pet", (join) => join.onTrue())
      .select("pet.name"),
  "inner join lateral": (db) =>
    db
      .selectFrom("person")
      .innerJoinLateral(
        (eb) => eb.selectFrom("pet").select("name").whereRef("pet.owner_id", "=", "person.id").as("l"),
        (join) => join.onTrue(),
      )
      .select("l.name"),
  "cross apply": (db) =>
    db
      .selectFrom("person")
      .crossApply((eb) => eb.selectFrom("pet").select("name").whereRef("pet.owner_id", "=", "person.id").as("l"))
      .select("l.name"),
  "outer apply": (db) =>
    db
      .selectFrom("person")
      .outerApply((eb) => eb.selectFrom("pet").select("name").whereRef("pet.owner_id", "=", "person.id").as("l"))
      .select("l.name"),
  "group by and having": (db) =>
    db
      .selectFrom("person")
      .select(["age", (eb) => eb.fn.countAll().as("n")])
      .groupBy("age")
      .having((eb) => eb.fn.count("id"), ">", 1),
  "order by": (db) =>
    db
      .selectFrom("person")
      .select("id")
      .orderBy("age", "desc")
      .orderBy("first_name", (ob) => ob.asc().nullsFirst()),
  "order by nulls last": (db) =>
    db
      .selectFrom("person")
      .select("id")
      .orderBy("age", (ob) => ob.desc().nullsLast()),
  "order by a collation": (db) =>
    db
      .selectFrom("person")
      .select("id")
      .orderBy("first_name", (ob) => ob.collate("binary_ci")),
  limit: (db) => db.selectFrom("person").select("id").orderBy("id").limit(10),
  offset: (db) => db.selectFrom("person").select("id").orderBy("id").offset(20),
  "limit and offset": (db) =>
    db.selectFrom("person").select("id").where("age", ">", 1).orderBy("id").limit(10).offset(20),
  "fetch with ties": (db) => db.selectFrom("person").select("id").orderBy("age").offset(0).fetch(3, "with ties"),
  "limit in a subquery": (db) =>
    db.selectFrom((eb) => eb.selectFrom("person").select("id").orderBy("id").limit(2).as("first")).select("first.id"),
  "for update": (db) => db.selectFrom("person").select("id").where("id", "=", 1).forUpdate(),
  "for update nowait": (db) => db.selectFrom("person").select("id").forUpdate().noWait(),
  "for update skip locked": (db) => db.selectFrom("person").select("id").forUpdate().skipLocked(),
  "raw end modifier": (db) =>
    db
      .selectFrom("person")
      .select("id")
      .modifyEnd(sql`for update wait 5`),
  with: (db) =>
    db
      .with("old", (qb) => qb.selectFrom("person").select("id").where("age", ">", 30))
      .selectFrom("old")
      .selectAll("old"),
  "with several": (db) =>
    db
      .with("a", (qb) => qb.selectFrom("person").select("id"))
      .with("b", (qb) => qb.selectFrom("a").select("a.id"))
      .selectFrom("b")
      .select("b.id"),
  "with columns": (db) =>
    db
      .with("a(n)", (qb) => qb.selectFrom("person").select("id as n"))
      .selectFrom("a")
      .select("a.n"),
  "with recursive": (db) =>
    db
      .withRecursive("n(i)", (qb) =>
        qb.selectNoFrom(sql`1`.as("i")).unionAll(
          qb
            .selectFrom("n")
            .select(sql`"i" + 1`.as("i"))
            .where("i", "<", 4),
        ),
      )
      .selectFrom("n")
      .select("i"),
  "with recursive that is none": (db) =>
    db
      .withRecursive("a", (qb) => qb.selectFrom("person").select("id"))
      .selectFrom("a")
      .select("a.id"),
  union: (db) => db.selectFrom("person").select("first_name").union(db.selectFrom("pet").select("name as first_name")),
  "union all with an order": (db) =>
    db
      .selectFrom("person")
      .select("first_name as n")
      .unionAll(db.selectFrom("pet").select("name as n"))
      .orderBy("n")
      .limit(3),
  except: (db) => db.selectFrom("person").select("id").except(db.selectFrom("pet").select("owner_id as id")),
  intersect: (db) => db.selectFrom("person").select("id").intersect(db.selectFrom("pet").select("owner_id as id")),
  "union in parentheses": (db) =>
    db
      .selectFrom("person")
      .select("id")
      .union((eb) =>
        eb.parens(
          eb.selectFrom("pet").select("owner_id as id").where("id", "=", 1).union(eb.selectFrom("pet").select("id")),
        ),
      ),
};
