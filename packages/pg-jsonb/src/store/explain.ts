import { StatementCompiler, sql, type Dialect, type Queryable, type Statement } from "@db/core";
import type { StoreExplanation } from "@db/document/engine";

/** A node of a plan, as `explain (format json)` tells it (https://www.postgresql.org/docs/current/sql-explain.html). */
interface PlanNode {
  readonly "Node Type": string;
  readonly "Total Cost"?: number;
  readonly "Index Name"?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Asks the server how it would run a statement, and does not run it. */
export async function explainStatement<R extends object>(
  db: Queryable,
  dialect: Dialect,
  statement: Statement<R>,
): Promise<Pick<StoreExplanation, "statement" | "indexes" | "fullScan" | "cost" | "plan">> {
  const rows = await db.query<{ "QUERY PLAN": unknown }>(sql`explain (format json) ${statement}`);
  const told = rows[0]?.["QUERY PLAN"];
  const [plan] = (typeof told === "string" ? JSON.parse(told) : told) as [{ Plan: PlanNode }];
  const nodes = nodesOf(plan.Plan);
  const indexes = new Set(nodes.flatMap((node) => (node["Index Name"] === undefined ? [] : [node["Index Name"]])));
  return {
    statement: new StatementCompiler(dialect).compile(statement).compiled.text,
    indexes: [...indexes],
    fullScan: nodes.some((node) => node["Node Type"].endsWith("Seq Scan")),
    cost: plan.Plan["Total Cost"],
    plan: plan.Plan,
  };
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
