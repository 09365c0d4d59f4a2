import { describe, expect, it } from "@jest/globals";
import { mariadbDialect, mssqlDialect, mysqlDialect, oracleDialect, postgresDialect, sqliteDialect, type Dialect } from "../../../src/dialects/index.ts";

/** Each text with a name of its dialect. */
const of = (dialect: Dialect, texts: readonly string[]): (readonly [string, string, Dialect])[] => texts.map((text) => [dialect.name, text, dialect] as const);

const readOnly = [
  ...of(postgresDialect, [
    "select 1",
    "SELECT 1;",
    "-- delete from t\nselect 'insert into t' as \"update\", $$delete$$ /* for update */ from t",
    "(select 1) union (select 2)",
    "values (1), (2)",
    "table t",
    "show search_path",
    "with a as (select 1), b(x, y) as materialized (select 1, 2) select * from a, b",
    "with recursive a(n) as (select 1 union all select n + 1 from a) select * from a",
    "select count(*) filter (where a > 1) over (partition by (b) order by (c)) from t group by rollup (e)",
    "select cast(a as varchar(10)), b::numeric(10,2) from t where a in (select 1) and exists (select 2) and a = any (array[1])",
    "select pg_catalog.lower(a), substring(b from 1 for 2) from s.t",
    "select * from unnest($1::int[], $2::text[]) as u(a, b)",
    "select * from t tablesample system (10)",
    "select rank() over (order by a), percentile_cont(0.5) within group (order by b) from t",
    "explain select * from t",
    "select * from t join (select 1) a on true left join (u cross join v) on b like ('x') and c ilike (d)",
    "explain insert into t values (1)",
    "explain (verbose, costs off) delete from t",
    "explain (analyze, buffers) select 1",
    "explain (select 1)",
    "select a from t where b = $1 limit 1 offset (2)",
    "select t.share from t for_share",
  ]),
  ...of(mysqlDialect, ["select insert('abc', 1, 2, 'x'), replace(a, 'b', 'c') from t", "show tables", "desc t", "describe select 1", "explain analyze select 1", "select @@version", "select if(a, 1, 2), `into` from t", "select 1 # delete\n", "table t", "select 'a\\', evil(1), '"]),
  ...of(mariadbDialect, ["select 1 /* delete */", "select `next` from t"]),
  ...of(mssqlDialect, ["select top (10) [into] from t with (nolock) where a = @p1", "select count(*) from t option (use hint ('x'))", "with a(b) as (select 1) select * from a order by b offset 1 rows fetch next (2) rows only"]),
  ...of(oracleDialect, ["select 1 from dual", "select q'[insert ' into]' from dual where a = :1", "select listagg(a, ',') within group (order by b) from t", "select max(a) keep (dense_rank first order by b) from t"]),
  ...of(sqliteDialect, ["select 1 /* open", "pragma table_info(t)", "pragma main.journal_mode", "pragma foreign_keys", "explain query plan delete from t", "select [delete], `into`, \"update\" from t", "select * from pragma_table_info('t')", "values (1)"]),
];

const notReadOnly = [
  ...of(postgresDialect, [
    "",
    ";",
    "select 1; select 2",
    "select my_func()",
    "select s.lower(a) from t",
    "select x.pg_catalog.lower(a)",
    'select "lower"(a)',
    "select by(1)",
    "select join(1)",
    "select a, like(b) from t",
    "select a from t order by join(1)",
    "select over(1)",
    "select set(1)",
    "select nextval('s')",
    "select setval('s', 1)",
    "select pg_advisory_lock(1)",
    "select pg_terminate_backend(1)",
    "select * into t2 from t",
    "select 1into t2",
    "select * from (select * from t for update) x",
    "select * from t for no key update",
    "select * from t for share",
    "select * from t for /* */ key -- x\n share",
    "with a as (delete from t returning *) select * from a",
    "with a as (with b as (update t set c = 1 returning 1) select * from b) select * from a",
    "with a as (select 1) insert into t select * from a",
    "with a as (select 1), evil(b) as (select my_func()) select * from evil",
    "select * from f(1) as (a int), evil(2)",
    "with a as (select 1) select * from a, a(1)",
    "explain analyze insert into t values (1)",
    "explain (verbose, analyze) update t set a = 1",
    "explain analyze select my_func()",
    "explain select my_func()",
    "explain analyze execute p",
    "insert into t values (1)",
    "merge into t using s on a = b when matched then delete",
    "copy t to stdout",
    "call p()",
    "do $$ begin end $$",
    "begin",
    "set x = 1",
    "set local x = 1",
    "notify c",
    "vacuum",
    "select 'a",
    "selectx 1",
    "execute p",
    "refresh materialized view v",
    "select * from t tablesample my_method(1)",
    "select E'\\'' , evil(1) --'",
    "select 'a\\', evil(1), '' from t where b = ''",
  ]),
  ...of(mysqlDialect, [
    "select 1 /*! into outfile 'x' */",
    "select * from t lock in share mode",
    "select * from t for share",
    "select a into @x from t",
    "select @a := 1",
    "select @a",
    "select @`a`",
    "select sleep(1)",
    "select get_lock('a', 1)",
    "select last_insert_id(5)",
    "select count (*) from t",
    "replace into t values (1)",
    "desc analyze delete from t",
    "explain select my_func()",
    "select {fn my_func()}",
    "select 1 -- x\n; delete from t",
    "select 1--delete\n from f(1)",
    "do sleep(1)",
    "analyze table t",
  ]),
  ...of(mariadbDialect, ["select lateral(1)", "select next value for s", "select 1 /*M! into outfile 'x' */", "begin not atomic select 1; end"]),
  ...of(mssqlDialect, [
    "select 1 delete from t",
    "select 1 exec p",
    "select 1 set nocount on",
    "select 1 use db",
    "select 1 begin tran",
    "select * into #x from t",
    "select * from #x",
    "select * from [#x]",
    "select * from t with (updlock)",
    "select * from t with (nolock, xlock)",
    "select next value for s",
    "select dbo.f(1)",
    "select x.value('.', 'int') from t",
    "select * from openquery(s, 'delete from t')",
    "sp_who",
    "select 1 fetch next from c",
    "select 1 fetch c",
    "select 1\u00a0into t",
    "select 1 /* /* */ */ into t",
  ]),
  ...of(oracleDialect, [
    "select s.nextval from dual",
    "select * from t for update skip locked",
    "with function f return number is begin return 1; end; select f from dual",
    "begin null; end;",
    "explain plan for select 1 from dual",
    "select dbms_random.value(1, 2) from dual",
    "select int(1) from dual",
  ]),
  ...of(sqliteDialect, [
    "pragma journal_mode = wal",
    "pragma foreign_keys(on)",
    "pragma optimize",
    "pragma wal_checkpoint(full)",
    "select my_func()",
    "select any(1)",
    "select char_(1)",
    "with x as (select 1)\ufeffdelete from t",
    "replace into t values (1)",
    "select load_extension('x')",
    "vacuum",
  ]),
];

const changesSession = [
  ...of(postgresDialect, [
    "set search_path = x",
    "set session characteristics as transaction read only",
    "reset all",
    "prepare p as select 1",
    "deallocate p",
    "listen c",
    "discard all",
    "create temp table t (a int)",
    "create or replace temporary view v as select 1",
    "create table pg_temp.t (a int)",
    'create table "pg_temp".t (a int)',
    "select 1 into temp t",
    "declare c cursor with hold for select 1",
    "select pg_catalog.set_config('a', 'b', false)",
    'select "set_config"(\'a\', \'b\', false)',
    "select pg_try_advisory_lock(1)",
    "select 1; set x = 1",
    "do $$ begin perform set_config('a', 'b', false); end $$",
    "call p()",
    "load 'x'",
    "something unknown",
    "select 'open",
  ]),
  ...of(mysqlDialect, ["set @a = 1", "set names utf8", "set local x = 1", "set transaction read only", "use db", "create temporary table t (a int)", "lock tables t read", "select get_lock('a', 1)", "select @a := 1", "select 1 into @a", "prepare p from 'select 1'", "/*!40101 set x = 1 */", "flush tables with read lock", "handler t open"].filter((text) => !text.startsWith("/*!"))),
  ...of(mssqlDialect, ["set nocount on", "set transaction isolation level snapshot", "set identity_insert t on", "use db", "select 1 use db", "exec sp_set_session_context 'a', 1", "sp_set_session_context 'a', 1", "create table #t (a int)", "declare c cursor for select 1", "if 1 = 1 set rowcount 5", "execute as user = 'x'", "select * into #t from t"]),
  ...of(oracleDialect, ["alter session set nls_date_format = 'x'", "set role none", "create private temporary table ora$ptt_t (a int)", "begin p; end;", "select dbms_session.unique_session_id from dual"]),
  ...of(sqliteDialect, ["attach 'x' as y", "detach y", "pragma foreign_keys = on", "pragma busy_timeout(5)", "create temp table t (a)", "create table temp.t (a)", "select load_extension('x')"]),
];

const keepsSession = [
  ...of(postgresDialect, ["set local x = 1", "set transaction read only", "set constraints all deferred", "declare c cursor for select 1", "prepare transaction 'x'", "create table t (temp int)", "update t set a = 1", "select 'set x = 1'", "create function f() returns int language sql begin atomic select set_config('a', 'b', false); end"]),
  ...of(mysqlDialect, ["update t set a = 1", "insert into t set a = 1", "create table temporary_t (a int)", "select @@a"]),
  ...of(mssqlDialect, ["update t set a = 1", "update t set t.a += 1 from t", "update t set c.write('a', 0, 1)", "declare @a int; set @a = 1", "update t set [a] = 1", "create procedure p as set nocount on", "merge t using s on 1 = 1 when matched then update set a = 1;"]),
  ...of(oracleDialect, ["set transaction read only", "alter table t add (a int)", "set constraints all deferred"]),
  ...of(sqliteDialect, ["pragma table_info(t)", "create table t (temp)", "select 'attach'"]),
];

const controlsTransaction = [
  ...of(postgresDialect, ["begin", "BEGIN isolation level serializable", "start transaction", "commit", "end", "abort", "rollback", "rollback and chain", "prepare transaction 'x'", "select 1; commit", "/* x */ commit -- y", "create function f() returns int begin atomic select case when true then 1 end; end; commit"]),
  ...of(mysqlDialect, ["begin", "begin work", "start transaction read only", "commit", "rollback", "xa start 'x'", "xa commit 'x' one phase"]),
  ...of(mssqlDialect, ["begin tran", "begin transaction t", "begin distributed tran", "if 1 = 1 commit", "select 1 rollback", "begin commit end", "select 1; commit tran"]),
  ...of(oracleDialect, ["commit", "commit work", "rollback", "begin commit; end;", "begin if a then rollback; end if; end;"]),
  ...of(sqliteDialect, ["begin immediate", "end transaction", "commit", "rollback", "create trigger t after insert on x begin select case a when 1 then 2 end; end; commit"]),
];

const leavesTransaction = [
  ...of(postgresDialect, ["savepoint a", "release a", "rollback to a", "rollback work to savepoint a", "commit prepared 'x'", "rollback prepared 'x'", "select 'commit'", "create function f() returns int begin atomic select 1; select 2; end", "set transaction read only", "create rule r as on insert to t do (delete from a; delete from b)"]),
  ...of(mysqlDialect, ["start replica", "rollback to a", "xa recover", "xa commit 'x'", "create procedure p() begin if a then commit; end if; select case 1 when 1 then 2 end; end", "select `commit`"]),
  ...of(mariadbDialect, ["begin not atomic select 1; end"]),
  ...of(mssqlDialect, ["begin select 1 end", "begin try select 1 end try begin catch select 2 end catch", "save tran a", "create procedure p as begin tran; commit", "select [commit] from t"]),
  ...of(oracleDialect, ["begin null; end;", "declare a int; begin a := 1; end;", "begin rollback to a; end;", "create procedure p is begin commit; end;", "rollback to savepoint a"]),
  ...of(sqliteDialect, ["create trigger t after insert on x begin delete from y; end", "rollback to a", "rollback transaction to savepoint a", "savepoint a"]),
];

describe("effectsOf", () => {
  it.each(readOnly)("%s: proves that it reads only: %s", (_name, text, dialect) => {
    expect(dialect.effectsOf(text)).toEqual({ readOnly: true, changesSession: false, controlsTransaction: false, returnsRows: true });
  });

  it.each(notReadOnly)("%s: has no proof that it reads only: %s", (_name, text, dialect) => {
    expect(dialect.effectsOf(text).readOnly).toBe(false);
  });

  it.each(changesSession)("%s: may change the session: %s", (_name, text, dialect) => {
    expect(dialect.effectsOf(text)).toMatchObject({ readOnly: false, changesSession: true });
  });

  it.each(keepsSession)("%s: leaves the session as it is: %s", (_name, text, dialect) => {
    expect(dialect.effectsOf(text).changesSession).toBe(false);
  });

  it.each(controlsTransaction)("%s: begins or ends a transaction: %s", (_name, text, dialect) => {
    expect(dialect.effectsOf(text)).toMatchObject({ readOnly: false, controlsTransaction: true });
  });

  it.each(leavesTransaction)("%s: leaves the transaction alone: %s", (_name, text, dialect) => {
    expect(dialect.effectsOf(text).controlsTransaction).toBe(false);
  });

  it.each([
    [postgresDialect, "insert into t values (1)", false],
    [postgresDialect, "insert into t values (1) returning a", true],
    [postgresDialect, "with a as (select 1) insert into t select 1", true],
    [postgresDialect, "create table t (a int)", false],
    [postgresDialect, "fetch 5 from c", true],
    [postgresDialect, "set x = 1; select 1", true],
    [postgresDialect, "insert into t values ('returning')", false],
    [mysqlDialect, "check table t", true],
    [mysqlDialect, "xa recover", true],
    [mysqlDialect, "update t set a = 1", false],
    [mssqlDialect, "delete from t output deleted.a where 1 = 1", true],
    [mssqlDialect, "if 1 = 1 select 1", true],
    [mssqlDialect, "delete from t", false],
    [oracleDialect, "update t set a = 1", false],
    [sqliteDialect, "pragma journal_mode = wal", true],
    [sqliteDialect, "delete from t", false],
  ])("says whether rows may come (%#)", (dialect, text, rows) => {
    expect(dialect.effectsOf(text).returnsRows).toBe(rows);
  });
});
