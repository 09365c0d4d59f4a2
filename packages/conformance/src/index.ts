export { concerns, describeDriver, type Concern } from "./describe-driver.ts";
export { FaultProxy, type FaultProxyAddress } from "./fault-proxy.ts";
export { Kit } from "./kit.ts";
export type { Runner } from "./runner.ts";
export type { ConformanceReport, Overrides, Subject, SubjectAddress, SubjectStatements } from "./subject.ts";
