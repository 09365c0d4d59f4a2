import type { ConfigurationProblem } from "@db/core";
import type { ParsedMongoOptions } from "./mongo-options.ts";

type Check = (options: ParsedMongoOptions) => ConfigurationProblem | false | undefined;

const several = ({ hosts }: ParsedMongoOptions): boolean => (hosts?.length ?? 0) > 1;

/** Faults that only several options together show. */
const checks: readonly Check[] = [
  ({ username, password }) =>
    username === undefined &&
    password !== undefined && { path: "username", message: "a password was given without a user name" },
  ({ username, password, authMechanism }) =>
    username !== undefined &&
    password === undefined &&
    (authMechanism === undefined || authMechanism.startsWith("SCRAM") || authMechanism === "PLAIN") && {
      path: "password",
      message: "a user name was given without a password",
    },
  ({ host, hosts }) => host !== undefined && hosts !== undefined && { path: "hosts", message: "stands beside host" },
  ({ socketPath, host, hosts, srv }) =>
    socketPath !== undefined &&
    (host !== undefined || hosts !== undefined || srv === true) && {
      path: "socketPath",
      message: "stands beside host, hosts or srv",
    },
  (options) =>
    options.srv === true &&
    (options.hosts !== undefined || options.port !== undefined) && {
      path: "srv",
      message: "takes one host without a port",
      hint: "DNS tells the hosts and ports",
    },
  ({ srv, host }) => srv === true && host === undefined && { path: "host", message: "is required with srv" },
  ({ srv, srvServiceName, srvMaxHosts }) =>
    srv !== true &&
    (srvServiceName !== undefined || srvMaxHosts !== undefined) && {
      path: srvServiceName === undefined ? "srvMaxHosts" : "srvServiceName",
      message: "means nothing without srv",
    },
  (options) =>
    options.directConnection === true &&
    (several(options) || options.srv === true) && { path: "directConnection", message: "is for a single host" },
  (options) =>
    options.loadBalanced === true &&
    (several(options) || options.replicaSet !== undefined || options.directConnection === true) && {
      path: "loadBalanced",
      message: "is for a single host, without replicaSet and directConnection",
    },
  ({ readPreference, readPreferenceTags, maxStalenessSeconds }) =>
    readPreference === "primary" &&
    (readPreferenceTags !== undefined || maxStalenessSeconds !== undefined) && {
      path: readPreferenceTags === undefined ? "maxStalenessSeconds" : "readPreferenceTags",
      message: "means nothing where reads go to the primary",
      hint: "set readPreference",
    },
  ({ writeConcern, journal }) =>
    writeConcern === 0 && journal === true && { path: "journal", message: "contradicts writeConcern 0" },
  ({ pool }) =>
    pool.min > pool.max && { path: "pool.min", message: `${pool.min} is more than max, which is ${pool.max}` },
  ({ tls }) =>
    tls?.mode === "prefer" && {
      path: "tls.mode",
      message: "the client uses TLS or does not; it cannot prefer it",
      hint: "use disable, require, verify-ca or verify-full",
    },
  ({ readPreferenceTags }) =>
    typeof readPreferenceTags === "string" &&
    !/^([^:,\n]+:[^:,\n]*(,[^:,\n]+:[^:,\n]*)*)?(\n([^:,\n]+:[^:,\n]*(,[^:,\n]+:[^:,\n]*)*)?)*$/.test(
      readPreferenceTags,
    ) && { path: "readPreferenceTags", message: "expected name:value,name:value" },
];

/** Every fault of parsed options that the table cannot tell. */
export function optionProblems(options: ParsedMongoOptions): readonly ConfigurationProblem[] {
  return checks.map((check) => check(options)).filter((problem) => problem !== undefined && problem !== false);
}
