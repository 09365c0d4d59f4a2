// Run by the health check: starts the replica set the first time, and fails until its member is primary.
try {
  rs.status();
} catch (error) {
  if (error.codeName !== "NotYetInitialized") throw error;
  rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "localhost:27017" }] });
}
if (!db.hello().isWritablePrimary) quit(1);
