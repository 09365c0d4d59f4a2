export {
  completeFields,
  embeddedFields,
  parseDatabaseSettings,
  type DatabaseInput,
  type EmbeddedOptions,
} from "./common-fields.ts";
export {
  databaseFields,
  replicaFields,
  type DatabaseSettings,
  type ParsedDatabaseSettings,
  type ParsedPoolSettings,
  type ParsedReplicaSettings,
  type ParsedRetrySettings,
  type PoolSettings,
  type ReplicaSettings,
  type RetrySettings,
} from "./database-fields.ts";
export type {
  AmountField,
  ArrayField,
  BooleanField,
  EnumField,
  NumberField,
  ObjectField,
  OpaqueField,
  OptionField,
  OptionFields,
  RecordField,
  Shorthand,
  StringField,
  UnionField,
} from "./fields.ts";
export { toJsonSchema, type JsonSchema, type JsonSchemaOptions } from "./fields-json-schema.ts";
export { toMarkdown } from "./fields-markdown.ts";
export {
  networkFields,
  type Credential,
  type HostOptions,
  type NetworkOptions,
  type ParsedNetworkOptions,
  type ParsedTlsOptions,
  type TargetSessionOption,
  type TlsMode,
  type TlsOptions,
} from "./network-fields.ts";
export { expandUrl } from "./expand-url.ts";
export { checkFields, parseFields, type CheckedFields, type ParseFieldsOptions } from "./parse-fields.ts";
export { formatDuration, formatSize, parseDuration, parseSize, type Duration, type Size } from "./units.ts";
export { interpolate, type Environment, type Interpolated } from "./interpolate.ts";
export { legacyKeys, translateLegacyKeys, type LegacyKey, type Translated } from "./legacy-keys.ts";
export {
  loadConfig,
  type EngineTable,
  type LoadConfigOptions,
  type LoadedConfig,
  type LoadedDatabase,
} from "./load-config.ts";
export { redactConfig } from "./redact-config.ts";
export { configJsonSchema } from "./json-schema.ts";
