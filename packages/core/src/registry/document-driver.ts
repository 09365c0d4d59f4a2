import type { OptionFields } from "../config/index.ts";
import type { RelationalDatabase } from "../database/index.ts";
import type { Driver } from "../driver/index.ts";
import type { DocumentDatabase } from "../document/index.ts";

/** What a document database of a configuration may stand on. */
export interface DocumentContext {
  /**
   * The relational database of a name in the same configuration, which stays its owner's.
   * @throws ConfigurationError where there is none.
   */
  relational(name: string): RelationalDatabase;
}

/** How `openDatabases` opens the document databases of one engine. */
export interface DocumentDriver {
  readonly family: "document";
  /** The word for `type` in a configuration. */
  readonly engine: string;
  /** All options that such a database has in a configuration. */
  readonly fields: OptionFields;
  /**
   * Makes a database of a configuration's settings, without I/O; the caller closes it.
   * @throws ConfigurationError with every problem of the settings.
   */
  create(settings: Readonly<Record<string, unknown>>, context: DocumentContext): DocumentDatabase;
}

/** Whether a driver is one of document databases. */
export function isDocumentDriver(driver: Driver | DocumentDriver): driver is DocumentDriver {
  return "family" in driver && driver.family === "document";
}
