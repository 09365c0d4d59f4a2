import { shapeOf } from "./src/row-decoder.ts";
const col = (name: string, type: number, extra = {}) => ({
  name,
  type,
  characterSet: 255,
  length: 100,
  flags: 0,
  decimals: 0,
  format: undefined,
  ...extra,
});
const shape = shapeOf(
  [
    col("id", 3),
    col("name", 253),
    col("email", 253),
    col("age", 3),
    col("created_at", 12, { decimals: 3 }),
    col("balance", 246),
    col("meta", 245),
  ],
  "binary",
  "date",
);
const N = 1000;
const rows: Buffer[] = [];
const lenc = (s: string) => {
  const b = Buffer.from(s);
  return Buffer.concat([Buffer.from([b.length]), b]);
};
for (let i = 0; i < N; i++) {
  const head = Buffer.from([0, 0, 0]);
  head.fill(0);
  const hd = Buffer.alloc(1 + ((7 + 9) >> 3));
  const id = Buffer.alloc(4);
  id.writeInt32LE(i);
  const age = Buffer.alloc(4);
  age.writeInt32LE(i % 90);
  const dt = Buffer.from([11, 0xe7, 7, 11, 14, 12, 13, 14, 0, 0, 0, 0]);
  dt.writeUInt32LE(123000, 8);
  rows.push(
    Buffer.concat([
      hd,
      id,
      lenc(`user ${i}`),
      lenc(`user${i}@example.org`),
      age,
      dt,
      lenc(`${i}.50`),
      lenc(JSON.stringify({ a: i, tags: ["x", "y"] })),
    ]),
  );
}
const all = Buffer.concat(rows);
const starts: number[] = [];
let p = 0;
for (const r of rows) {
  starts.push(p);
  p += r.length;
}
console.log(shape.decode(all, starts[5]!));
for (let k = 0; k < 5; k++) {
  const t = performance.now();
  let x = 0;
  for (let j = 0; j < 300; j++) {
    const out: unknown[] = [];
    for (let i = 0; i < N; i++) out.push(shape.decode(all, starts[i]!));
    x += out.length;
  }
  console.log(((performance.now() - t) / 300).toFixed(3), "ms per 1000 rows");
}
