import { DatabaseError, type DocumentDatabase } from "@db/core";
import { query } from "@db/document";

interface Product {
  _id: string;
  name: string;
  price: number;
  stock: number;
  tags: string[];
}

interface Order {
  _id: number;
  customer: { name: string; city: string };
  lines: { product: string; quantity: number; price: number }[];
  state: "open" | "sent";
}

const products: Product[] = [
  { _id: "pen", name: "Pen", price: 2, stock: 100, tags: ["desk", "ink"] },
  { _id: "ink", name: "Ink", price: 9, stock: 5, tags: ["ink"] },
  { _id: "lamp", name: "Lamp", price: 40, stock: 3, tags: ["desk", "light"] },
];

const orders: Order[] = [
  {
    _id: 1,
    customer: { name: "Ada", city: "London" },
    lines: [{ product: "pen", quantity: 3, price: 2 }],
    state: "open",
  },
  {
    _id: 2,
    customer: { name: "Grace", city: "New York" },
    lines: [
      { product: "lamp", quantity: 1, price: 40 },
      { product: "ink", quantity: 2, price: 9 },
    ],
    state: "open",
  },
  {
    _id: 3,
    customer: { name: "Alan", city: "London" },
    lines: [{ product: "ink", quantity: 1, price: 9 }],
    state: "sent",
  },
];

/** A small shop: what it prints is the same on every engine. It drops its collections at the beginning and at the end. */
export async function shop(database: DocumentDatabase, print: (line: string) => void): Promise<void> {
  const stock = database.collection<Product>("example_products");
  const placed = database.collection<Order>("example_orders");
  await Promise.all([stock.drop(), placed.drop()]);
  await stock.insertMany(products);
  await placed.insertMany(orders);
  await stock.createIndexes([{ key: { name: 1 }, unique: true }, { key: { tags: 1 } }]);
  await placed.createIndex({ key: { "customer.city": 1 } });

  const desk = await query(stock).where("tags").eq("desk").sort({ price: -1 }).toArray();
  print(`on the desk: ${desk.map(({ name }) => name).join(", ")}`);

  const sent = await placed.updateMany({ "customer.city": "London", state: "open" }, { $set: { state: "sent" } });
  print(`sent to London: ${sent.modifiedCount} of ${sent.matchedCount}`);

  const cities = await placed
    .aggregate<{ _id: string; total: number; orders: number }>([
      { $unwind: "$lines" },
      {
        $group: {
          _id: "$customer.city",
          total: { $sum: { $multiply: ["$lines.quantity", "$lines.price"] } },
          numbers: { $addToSet: "$_id" },
        },
      },
      { $set: { orders: { $size: "$numbers" } } },
      { $sort: { total: -1 } },
    ])
    .toArray();
  for (const { _id, total, orders: count } of cities) print(`${_id}: ${total} in ${count} orders`);

  const left = await stock.findOneAndUpdate(
    { _id: "lamp", stock: { $gte: 1 } },
    { $inc: { stock: -1 }, $push: { tags: { $each: ["sold"], $position: 0 } } },
    { returnDocument: "after" },
  );
  print(`lamps left: ${left?.stock}, tagged ${left?.tags.join(", ")}`);

  const refused = await stock.insertOne({ ...(products[0] as Product), _id: "pen-2" }).catch((error: unknown) => error);
  if (DatabaseError.is(refused)) print(`a second pen: ${refused.kind} (${refused.nativeCode})`);

  for (let token: string | undefined, page = 1; ; page++) {
    const { items, next } = await query(stock).sort({ price: 1 }).page(2, token);
    print(`page ${page}: ${items.map(({ name, price }) => `${name} ${price}`).join(", ")}`);
    if (next === undefined) break;
    token = next;
  }
  await Promise.all([stock.drop(), placed.drop()]);
}
