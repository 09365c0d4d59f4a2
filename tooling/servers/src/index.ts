export { conformanceFolder, recordConformance, type RecordedConformance } from "./conformance-report.ts";
export { testServer, startPrivateServer } from "./test-server.ts";
export { readNotRun, recordNotRun } from "./not-run.ts";
export type { TestServer } from "./test-server.ts";
export type { PrivateServer } from "./private-server.ts";
export type { Certificates, KeyPair } from "./certificates.ts";
export type { EngineName, ServerSettings } from "./engine.ts";
