/*
 * The gateway as a process beside its PostgreSQL: main.ts <port> <PostgreSQL's URL> <folder>. The folder is not used:
 * it stands in the command line so that `servers down` knows the process as its own.
 */
import { serve } from "./serve.ts";

const [port, url] = process.argv.slice(2);
if (port === undefined || url === undefined) throw new Error("usage: main.ts <port> <url> <folder>");
serve(Number(port), url);
