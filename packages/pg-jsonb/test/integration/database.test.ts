import { documentSuite } from "../../../document/test/support/database-suite.ts";
import { embedded } from "./support/databases.ts";

const database = embedded();
documentSuite("PGlite", () => database.documents("suite"));
