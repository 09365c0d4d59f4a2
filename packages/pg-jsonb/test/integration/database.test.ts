import { documentSuite } from "../../../document/test/support/database-suite.ts";
import { expirySuite } from "../../../document/test/support/expiry-suite.ts";
import { embedded } from "./support/databases.ts";

const database = embedded();
documentSuite("PGlite", () => database.documents("suite"));
expirySuite("PGlite", (sweepInterval) => database.documents("expiry", { sweepInterval }));
