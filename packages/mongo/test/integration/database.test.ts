import { describeServer } from "@tooling/servers/jest";
import { documentSuite } from "../../../document/test/support/database-suite.ts";
import { isGateway, openOn } from "../support/open-on.ts";

const unknown = "refuses what it does not know, by name";

/** What the shared suite expects of every engine and these servers do otherwise. */
const onMongo = { [unknown]: "MongoDB knows $where, and has the command shutdown" };
const onGateway = {
  [unknown]: "the DocumentDB gateway answers $where with code 2",
  "ends cursors whose collection is renamed or dropped, and waits for none of them":
    "the DocumentDB gateway keeps cursors over a collection that is renamed",
  "drops and renames": "the DocumentDB gateway does not tell whether there was a collection to drop",
};

describeServer("mongo", "MongoDB", (server) => {
  documentSuite("mongo", openOn(server), isGateway(server) ? onGateway : onMongo);
});
