import { checkSettings, clientSettings } from "./client-options.ts";
import { ClientHolder } from "./client-holder.ts";
import { ClientDatabase, type MongoDatabase } from "./mongo-database.ts";
import { parseMongoOptions, type MongoOptions } from "./mongo-options.ts";

/**
 * Defines a MongoDB database. Nothing is connected before the first call; whoever makes it closes it.
 * @throws ConfigurationError with every fault of the options.
 */
export function mongo(options: MongoOptions = {}): MongoDatabase {
  const parsed = parseMongoOptions(options);
  checkSettings(clientSettings(parsed));
  return new ClientDatabase(new ClientHolder(parsed));
}
