import { createHash } from "node:crypto";

/** A document of about 1 KB, made of its number alone: the same on every run. */
export interface Order {
  _id: number;
  email: string;
  city: string;
  age: number;
  score: number;
  tags: string[];
  created: Date;
  address: { street: string; zip: string };
  items: { sku: string; quantity: number; price: number }[];
  note: string;
}

/** The words of notes. */
const vocabulary = Array.from({ length: 4000 }, (_, n) => word(n));
/** The first moment of all orders; the next one comes a second later. */
export const firstMoment = Date.UTC(2024, 0, 1);

/** The order of a number. */
export function orderOf(n: number): Order {
  const bytes = createHash("sha512").update(String(n)).digest();
  const at = (place: number): number => bytes.readUInt32LE(place % 60);
  return {
    _id: n,
    email: emailOf(n),
    city: `city ${at(0) % 1000}`,
    age: 18 + (at(4) % 70),
    score: (at(8) % 1_000_000) / 1000,
    tags: [0, 1, 2].map((place) => `tag ${at(12 + place) % 20_000}`),
    created: new Date(firstMoment + n * 1000),
    address: { street: `${at(15) % 300} ${vocabulary[at(16) % 4000]} street`, zip: String(10_000 + (at(17) % 90_000)) },
    items: [0, 1, 2, 3].map((place) => ({
      sku: `sku-${at(20 + place) % 50_000}`,
      quantity: 1 + (at(24 + place) % 9),
      price: (at(28 + place) % 10_000) / 100,
    })),
    note: [
      ...Array.from({ length: 69 }, (_, place) => vocabulary[at(place * 7) % 4000]),
      rareWord(at(50) % 20_000),
    ].join(" "),
  };
}

/** The address of an order, which no other has. */
export function emailOf(n: number): string {
  return `${createHash("md5").update(String(n)).digest("hex").slice(0, 12)}.${n}@example.com`;
}

/** A word that one of 20,000 documents has. */
export function rareWord(n: number): string {
  return `zz${word(n)}`;
}

/** A word that no stemmer changes. */
function word(n: number): string {
  const syllables = ["ba", "ko", "mu", "ti", "ra", "lo", "nu", "vi", "da", "pu"];
  return [...String(1000 + n)].map((digit) => syllables[Number(digit)]).join("") + "k";
}
