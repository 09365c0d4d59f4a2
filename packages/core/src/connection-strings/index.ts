export type { ConnectionForm, ConnectionParts, HostPort } from "./connection-parts.ts";
export { buildConnectionString, engineOf, parseConnectionString } from "./connection-string.ts";
export {
  canonicalEngine,
  connectionSchemes,
  defaultPorts,
  engineAliases,
  engineNames,
  schemeFacts,
  schemeOf,
  type EngineName,
  type SchemeFacts,
} from "./engines.ts";
export { redactConnectionString } from "./redact-connection-string.ts";
