/* What the types of documents tell the compiler. Compiled by the type check, never run. */
import type { DocumentCollection, DocumentPath, Filter, PathValue, Update } from "../../src/index.ts";

interface Order {
  readonly _id: number;
  readonly customer: { readonly name: string; readonly address?: { readonly city: string } };
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly tags: readonly string[];
  readonly placed: Date;
}

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_proof: Same<A, B>): void => undefined;
const path = <P extends DocumentPath<Order>>(_path: P): void => undefined;

path("customer.address.city");
path("lines.quantity");
path("lines.0.sku");
path("tags.3");
// @ts-expect-error no such field
path("customer.age");
// @ts-expect-error a string has no fields
path("customer.name.first");
// @ts-expect-error a date has no fields
path("placed.time");

same<PathValue<Order, "customer.name">, string>(true);
same<PathValue<Order, "lines.quantity">, number>(true);
same<PathValue<Order, "lines.0.sku">, string>(true);

const filters: Filter<Order>[] = [
  { _id: 1, "customer.name": "Ada" },
  { "lines.quantity": { $gt: 1, $lt: 5 } },
  { tags: "new" },
  { tags: { $all: ["new"] }, "customer.name": /^a/i },
  { lines: { $elemMatch: { sku: "x", quantity: { $gte: 2 } } } },
  { $or: [{ _id: 1 }, { "customer.address": null }] },
];
void filters;
// @ts-expect-error the field is a number
const wrongType: Filter<Order> = { _id: "1" };
// @ts-expect-error no such field
const wrongField: Filter<Order> = { customre: 1 };
// @ts-expect-error no such operator
const wrongOperator: Filter<Order> = { _id: { $gtt: 1 } };
void [wrongType, wrongField, wrongOperator];

const updates: Update<Order>[] = [
  { $set: { "customer.name": "Grace" }, $push: { tags: "x" } },
  { $push: { lines: { $each: [{ sku: "a", quantity: 1 }], $slice: -5 } } },
  [{ $set: { total: { $sum: "$lines.quantity" } } }],
];
void updates;
// @ts-expect-error the field is a string
const wrongUpdate: Update<Order> = { $set: { "customer.name": 1 } };
void wrongUpdate;

// Where nothing is known, everything may be asked.
declare const anything: DocumentCollection;
void anything.find({ whatever: { $gt: 1 }, "a.b.c": "x" });
