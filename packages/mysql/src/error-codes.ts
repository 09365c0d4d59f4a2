import type { ErrorKind, ErrorTable } from "@db/core";

/** Codes of one kind without more to say of them. */
function allOf(kind: ErrorKind, ...codes: readonly number[]): ErrorTable {
  return Object.fromEntries(codes.map((code) => [code, kind]));
}

/** "Server Error Message Reference" of MySQL and "MariaDB Error Codes": exact ones that both use alike. */
export const errorCodes: ErrorTable = {
  ...allOf("unique-violation", 1022, 1062, 1169, 1557, 1569, 1586, 1761, 1762, 1859),
  ...allOf("foreign-key-violation", 1215, 1216, 1217, 1451, 1452, 1701, 1834, 3730),
  ...allOf("not-null-violation", 1048, 1121, 1138, 1171, 1252, 1263, 1364, 1566, 3673),
  ...allOf("check-violation", 1369, 3819, 3820),
  ...allOf("value-too-long", 1265, 1301, 1406, 1437, 1439, 3905, 3906),
  ...allOf("value-out-of-range", 1264, 1441, 1690, 3669),
  ...allOf(
    "invalid-value",
    // Dates, numbers, texts and their character sets.
    ...[1210, 1231, 1292, 1300, 1366, 1367, 1411, 1525, 1582, 3685, 3854, 3903],
    // JSON and geometry.
    ...[1416, 3037, 3140, 3141, 3143, 3144, 3146, 3147, 3149, 3156, 3157, 3158, 3617],
  ),
  ...allOf("division-by-zero", 1365),
  ...allOf("syntax-error", 1064, 1065, 1149, 1327, 1111, 1221, 1222, 1241, 1242, 1248, 1055, 1056, 1140, 1234),
  ...allOf("undefined-table", 1051, 1146, 1109, 1347),
  ...allOf("undefined-column", 1054, 1072, 1166, 1247),
  ...allOf("undefined-database", 1049),
  ...allOf("undefined-object", 1008, 1091, 1115, 1128, 1176, 1193, 1305, 1324, 1360, 1397, 1477, 1539, 3821, 3940),
  ...allOf("duplicate-object", 1440, 1007, 1050, 1060, 1061, 1068, 1304, 1359, 1537, 1826, 1396, 3822),
  ...allOf("ambiguous-name", 1052, 1066, 1110, 3939),
  ...allOf("permission-denied", 1044, 1142, 1143, 1211, 1227, 1370, 1410, 1419, 3530, 3879),
  ...allOf("authentication-failed", 1045, 1131, 1132, 1133, 1251, 1275, 1698, 1820, 1862, 1524, 2059, 3118, 3955, 4151),
  ...allOf("tls-failed", 3159, 2026),
  ...allOf("cannot-connect", 1042, 1043, 1129, 1130, 1218, 2002, 2003, 2005),
  ...allOf("server-unavailable", 1047, 3032, 3168),
  ...allOf("deadlock", 1213, 1614, 3058),
  ...allOf("serialization-failure", 1020, 1402, 1613, 3101),
  ...allOf("lock-timeout", 1205, 3572),
  ...allOf("cancelled", 1317, 1968, 1969, 3024),
  ...allOf("transaction-state", 1179, 1192, 1398, 1399, 1400, 1401, 1568),
  ...allOf("stale-statement", 1243, 1615),
  ...allOf("outcome-unknown", 1180),
  ...allOf("unsupported", 1178, 1235, 1286, 1289, 1295, 1336, 1148, 3948),
  ...allOf("internal", 1034, 1035, 1105, 1126, 1194, 1195, 1712, 1815, 1817, 1877),
  ...allOf("resources-exhausted", 1021, 1037, 1038, 1041, 1114, 1135, 1206, 1226, 1461, 1637, 1878, 3170),
  // Every answer to the question who may come in: nothing to keep.
  1040: { kind: "resources-exhausted", retry: "reconnect", connection: "evict" },
  1203: { kind: "resources-exhausted", retry: "reconnect", connection: "evict" },
  // The session is gone, or will be at once.
  ...allOf("connection-lost", 1053, 1077, 1079, 1080, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 3169, 4031),
  ...allOf("connection-lost", 2006, 2013, 2014, 2045, 2048, 2055),
  // The server has closed the connection after it.
  1153: { kind: "value-too-long", connection: "evict", message: "the statement is longer than max_allowed_packet" },
  // The snapshot is older than the table is now: only another one will do.
  1412: { kind: "stale-statement", retry: "transaction" },
  1836: "read-only-target",
  // A write in a transaction that was begun as read-only; see `markFacts` for a server that became so.
  1792: "read-only",
};

/** Numbers that MariaDB alone uses so: from 4000 on each of the two has its own. */
export const mariadbCodes: ErrorTable = {
  4025: "check-violation",
  // JSON, and arguments of functions.
  ...allOf("invalid-value", 4035, 4036, 4037, 4038, 4039, 4040, 4041, 4042, 4078, 4079),
  ...allOf("undefined-object", 4091),
};

/** The classes that SQLSTATEs begin with, for codes that are not listed. */
export const stateClasses: ErrorTable = {
  "08": "connection-lost",
  "21": "syntax-error",
  "22": "invalid-value",
  "23": "check-violation",
  "25": "transaction-state",
  "28": "authentication-failed",
  "40": "serialization-failure",
  "42": "syntax-error",
  "70": "cancelled",
  XA: "transaction-state",
};
