import { once } from "../once.ts";
import { badConnectionString } from "./problem.ts";

/**
 * The keys of SQL Server's ADO strings, squeezed to lower case without spaces, and the parameter each one means.
 * The first spelling of a parameter's label is the one that is written.
 */
const labels: readonly (readonly [parameter: string, ...labels: string[]])[] = [
  ["server", "Server", "Data Source", "Address", "Addr", "Network Address"],
  ["database", "Database", "Initial Catalog", "Database Name"],
  ["username", "User Id", "User", "UID", "User Name"],
  ["password", "Password", "PWD"],
  ["port", "Port", "Port Number"],
  ["instance", "Instance", "Instance Name"],
  ["encrypt", "Encrypt"],
  ["trustServerCertificate", "TrustServerCertificate", "Trust Server Certificate"],
  ["hostNameInCertificate", "HostNameInCertificate", "Host Name In Certificate"],
  ["serverCertificate", "ServerCertificate", "Server Certificate"],
  ["applicationName", "Application Name", "App"],
  ["applicationIntent", "Application Intent"],
  ["connectTimeout", "Connect Timeout", "Connection Timeout", "Timeout", "Login Timeout"],
  ["commandTimeout", "Command Timeout"],
  ["integratedSecurity", "Integrated Security", "Trusted_Connection"],
  ["authentication", "Authentication"],
  ["multiSubnetFailover", "Multi Subnet Failover"],
  ["multipleActiveResultSets", "MultipleActiveResultSets", "Multiple Active Result Sets"],
  ["failoverPartner", "Failover Partner"],
  ["packetSize", "Packet Size"],
  ["persistSecurityInfo", "Persist Security Info", "PersistSecurityInfo"],
  ["workstationId", "Workstation ID", "WSID"],
  ["currentLanguage", "Current Language", "Language"],
  ["attachDbFilename", "AttachDBFilename", "Initial File Name"],
  ["pooling", "Pooling"],
  ["minPoolSize", "Min Pool Size"],
  ["maxPoolSize", "Max Pool Size"],
  ["loadBalanceTimeout", "Load Balance Timeout", "Connection Lifetime"],
  ["connectRetryCount", "Connect Retry Count"],
  ["connectRetryInterval", "Connect Retry Interval"],
  ["columnEncryptionSetting", "Column Encryption Setting"],
  ["networkLibrary", "Network Library", "Network", "Net"],
  ["driver", "Driver"],
];

const squeezeKey = (key: string): string => key.toLowerCase().replaceAll(/[\s_]/g, "");

/** The parameter each squeezed key means, and the label each parameter is written by. */
const names = once(() => {
  const parameterOf = new Map<string, string>();
  const labelOf = new Map<string, string>();
  for (const [parameter, ...spellings] of labels) {
    labelOf.set(parameter, spellings[0] ?? parameter);
    for (const spelling of [parameter, ...spellings]) parameterOf.set(squeezeKey(spelling), parameter);
  }
  return { parameterOf, labelOf };
});

/** Whether a key is one of SQL Server's. @internal */
export function isAdoKey(key: string): boolean {
  return names().parameterOf.has(squeezeKey(key));
}

/** The parameter a key means; an unknown key is itself, squeezed, so that its spelling does not matter. @internal */
function adoParameter(key: string): string {
  const squeezed = squeezeKey(key);
  return names().parameterOf.get(squeezed) ?? squeezed;
}

/** `key = value`, where the value may be in `{}` (ODBC, JDBC) or quotes (ADO.NET), doubling the closing mark inside. */
const property =
  /[;\s]*([^=;{}"']+?)\s*=[ \t]*(?:\{((?:[^}]|\}\})*)\}|"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^;{"'][^;]*)?)\s*(?=;|$)/gsy;

/**
 * Reads `Key=value;Key={value};…` to parameters.
 * @throws ConfigurationError for text that is no such list, and for a parameter given twice. @internal
 */
export function splitProperties(text: string): Record<string, string> {
  const values = new Map<string, string>();
  let end = 0;
  property.lastIndex = 0;
  while (/[^;\s]/.test(text.slice(end))) {
    const match = property.exec(text);
    if (match === null)
      throw badConnectionString(
        "is not a list of Key=value;",
        "put a value that holds ; { \" or ' in braces, with }} for }",
      );
    const [, key = "", braces, double, single, plain = ""] = match;
    const value =
      braces?.replaceAll("}}", "}") ??
      double?.replaceAll('""', '"') ??
      single?.replaceAll("''", "'") ??
      plain.trimEnd();
    const parameter = adoParameter(key);
    if (values.has(parameter))
      throw badConnectionString(`"${names().labelOf.get(parameter) ?? "a key"}" is given twice`);
    values.set(parameter, value);
    end = property.lastIndex;
  }
  return Object.fromEntries(values);
}

/** Writes parameters as `Key=value;…`, in braces where the value needs them. @internal */
export function joinProperties(pairs: Iterable<readonly [parameter: string, value: string | undefined]>): string {
  return [...pairs]
    .flatMap(([parameter, value]) =>
      value === undefined ? [] : [`${names().labelOf.get(parameter) ?? parameter}=${quote(value)}`],
    )
    .join(";");
}

function quote(value: string): string {
  return /^[^\s;={}"']([^;={}"']*[^\s;={}"'])?$/.test(value) ? value : `{${value.replaceAll("}", "}}")}}`;
}
