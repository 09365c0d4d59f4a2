import { databaseFields, networkFields, type OptionField, type OptionFields } from "@db/core";

const { url, host, hosts, database, applicationName, socketPath, keepAlive, tls } = networkFields as Readonly<
  Record<string, OptionField>
> &
  Record<"url" | "host" | "hosts" | "database" | "applicationName" | "socketPath" | "keepAlive" | "tls", OptionField>;
const { name, timeout, retry } = databaseFields as Readonly<Record<string, OptionField>> &
  Record<"name" | "timeout" | "retry", OptionField>;

/** The table behind `MongoOptions`. */
export const mongoFields: OptionFields = {
  name,
  url,
  host,
  port: { kind: "integer", min: 1, max: 65_535, description: "The server's port. Default: 27017." },
  hosts: {
    ...hosts,
    description: "Several servers of one replica set or cluster; instead of `host`.",
    example: "db-1:27017,db-2:27017",
  } as OptionField,
  srv: {
    kind: "boolean",
    default: false,
    description: "Whether `host` is a name whose DNS service records tell the servers (`mongodb+srv`).",
  },
  socketPath,
  database: { ...database, description: "The database's name. Default: `test`." } as OptionField,
  username: { kind: "string", alias: ["user"], description: "Who signs in." },
  password: { kind: "string", secret: true, allowEmpty: true, description: "The client takes text, no function." },
  authSource: { kind: "string", description: "The database that knows the user. Default: `database`, else `admin`." },
  authMechanism: {
    kind: "enum",
    values: ["SCRAM-SHA-1", "SCRAM-SHA-256", "PLAIN", "GSSAPI", "MONGODB-X509", "MONGODB-AWS", "MONGODB-OIDC"],
    description: "How to sign in. Default: what the server offers of SCRAM.",
  },
  authMechanismProperties: {
    kind: "union",
    secret: true,
    of: [
      { kind: "string", description: "`NAME:value,…`" },
      { kind: "record", of: { kind: "any", description: "A property's value." }, description: "By name." },
    ],
    description:
      "What the mechanism wants to know. `OIDC_CALLBACK` is a function that gives a token for each new connection.",
  },
  tls: {
    ...tls,
    description:
      "TLS. `true` is `verify-full`, `false` is `disable`, a word is the mode; `prefer` is not to be had. Default: off, on with `srv`.",
  } as OptionField,
  applicationName: { ...applicationName, alias: ["appName"] } as OptionField,
  keepAlive,
  pool: {
    kind: "object",
    default: {},
    description: "The client's pools; each server has one.",
    fields: {
      min: {
        kind: "integer",
        min: 0,
        default: 0,
        description: "Connections kept open even when nothing is asked of them.",
      },
      max: { kind: "integer", min: 1, default: 100, description: "The most connections open to one server at a time." },
      idleTimeout: {
        kind: "duration",
        default: "1m",
        zeroIsOff: true,
        description: "A connection idle for longer is closed, down to `min`.",
      },
      acquireTimeout: {
        kind: "duration",
        default: "10s",
        zeroIsOff: true,
        description: "How long a call waits for a connection.",
      },
    },
  },
  maxConnecting: {
    kind: "integer",
    min: 1,
    default: 2,
    description: "Connections being opened to one server at a time.",
  },
  timeout: { ...timeout, alias: ["timeoutMS"] } as OptionField,
  connectTimeout: {
    kind: "duration",
    default: "10s",
    zeroIsOff: true,
    alias: ["connectTimeoutMS"],
    description: "The time limit of opening one connection.",
  },
  serverSelectionTimeout: {
    kind: "duration",
    default: "30s",
    alias: ["serverSelectionTimeoutMS"],
    description: "How long a call waits for a server that will do: an election takes some seconds.",
  },
  socketTimeout: {
    kind: "duration",
    zeroIsOff: true,
    alias: ["socketTimeoutMS"],
    description: "How long a connection may be silent in the middle of a call. Default: off.",
  },
  heartbeatFrequency: {
    kind: "duration",
    min: 500,
    alias: ["heartbeatFrequencyMS"],
    description: "The interval at which servers are asked how they are. Default: 10 s.",
  },
  localThreshold: {
    kind: "duration",
    alias: ["localThresholdMS"],
    description: "How much further away than the nearest a server may be and still be chosen. Default: 15 ms.",
  },
  replicaSet: { kind: "string", description: "The replica set's name." },
  directConnection: {
    kind: "boolean",
    default: false,
    description: "Whether to speak with `host` alone, whatever replica set it is of.",
  },
  loadBalanced: {
    kind: "boolean",
    default: false,
    description: "Whether the host is a load balancer before several `mongos`.",
  },
  readPreference: {
    kind: "enum",
    values: ["primary", "primaryPreferred", "secondary", "secondaryPreferred", "nearest"],
    default: "primary",
    description: "Which servers reads go to.",
  },
  readPreferenceTags: {
    kind: "union",
    of: [
      { kind: "string", description: "`dc:ny,rack:1`, a line each." },
      {
        kind: "array",
        of: { kind: "record", of: { kind: "string", description: "Value." }, description: "Tags." },
        description: "In order of preference.",
      },
    ],
    description:
      "Tags of the servers that reads may go to, in order of preference; in text `dc:ny,rack:1`, a line each.",
  },
  maxStalenessSeconds: {
    kind: "integer",
    min: 90,
    description: "How many seconds a secondary may lag behind and still be read from.",
  },
  readConcern: {
    kind: "enum",
    values: ["local", "available", "majority", "linearizable", "snapshot"],
    alias: ["readConcernLevel"],
    description: "How certain reads are to stay true. Default: the server's.",
  },
  writeConcern: {
    kind: "union",
    of: [
      { kind: "integer", min: 0, description: "How many servers." },
      { kind: "string", description: "`majority`, or a tag set's name." },
    ],
    alias: ["w"],
    description: "How many servers have a write before it counts as done, or `majority`. Default: the server's.",
  },
  journal: {
    kind: "boolean",
    description: "Whether a write counts as done only when it is in the journal. Default: the server's.",
  },
  writeConcernTimeout: {
    kind: "duration",
    alias: ["wtimeoutMS", "wtimeout"],
    description: "How long the server waits for the others that `writeConcern` asks for. Default: without end.",
  },
  retryReads: {
    kind: "boolean",
    default: true,
    description: "Whether the client repeats a read once after a lost connection or an election.",
  },
  retryWrites: {
    kind: "boolean",
    default: true,
    description: "Whether the client repeats a write once so; the server knows the repetition and does it once.",
  },
  compressors: {
    kind: "array",
    of: { kind: "enum", values: ["none", "zlib", "snappy", "zstd"], description: "One way." },
    description:
      "Compression to offer the server, in order of preference; `snappy` and `zstd` need their own packages.",
  },
  zlibCompressionLevel: { kind: "integer", min: 0, max: 9, description: "How much zlib compresses." },
  srvServiceName: { kind: "string", description: "The name of the service in DNS. Default: `mongodb`." },
  srvMaxHosts: {
    kind: "integer",
    min: 0,
    description: "How many of the servers that DNS tells to use; 0 is all. Default: 0.",
  },
  serverMonitoringMode: {
    kind: "enum",
    values: ["auto", "poll", "stream"],
    default: "auto",
    description: "How the client watches servers.",
  },
  retry,
};
