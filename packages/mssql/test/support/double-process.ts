import { PostgresBackend } from "./tds-double/postgres-backend.ts";
import { TdsDouble } from "./tds-double/server.ts";

// The double as a process of its own, for tests that block theirs: it says its port, and ends with its input.
const backend = await PostgresBackend.create(process.env["DB_TEST_POSTGRES_URL"] ?? "");
const server = await TdsDouble.start(backend);
process.stdin.on("end", () => void server.close().then(() => backend.close()));
process.stdin.resume();
process.stdout.write(`${server.port}\n`);
