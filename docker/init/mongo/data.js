// Run once by the service mongo-data; running it again changes nothing.
const books = [
  { _id: 1, author: "Ursula K. Le Guin", title: "The Dispossessed", price: Decimal128("9.99"), tags: ["utopia"] },
  {
    _id: 2,
    author: "Ursula K. Le Guin",
    title: "The Left Hand of Darkness",
    price: Decimal128("8.50"),
    tags: ["winter"],
  },
  { _id: 3, author: "Stanisław Lem", title: "Solaris", price: Decimal128("7.25"), tags: ["ocean"] },
  { _id: 4, author: "紫式部", title: "源氏物語", price: Decimal128("24.00"), tags: ["court"] },
];
for (const book of books) db.books.replaceOne({ _id: book._id }, book, { upsert: true });
