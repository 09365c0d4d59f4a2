import type { ErrorKind, ErrorTable } from "@db/core";

/** Codes of one kind without more to say of them. */
function allOf(kind: ErrorKind, ...codes: readonly number[]): ErrorTable {
  return Object.fromEntries(codes.map((code) => [code, kind]));
}

/** Every code from one to another. */
function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** "Database Error Messages", by the number behind `ORA-`. */
export const serverCodes: ErrorTable = {
  // What is wrong with the text; single ones are told apart below.
  ...allOf("syntax-error", ...range(900, 999), 1719, 1729, 1733, 1747, 1780, 1785, 1788, 1789, 1790, 1797, 1799),
  ...allOf("syntax-error", 2000, 2001, 2153, 2203, 2205, 2210, 2253, 2263, 3048, 3049, 3050, 30_482, 30_483, 32_034, 38_104),
  ...allOf("unique-violation", 1),
  ...allOf("foreign-key-violation", 2266, 2291, 2292, 2298, 2449),
  ...allOf("not-null-violation", 1400, 1407, 2296),
  ...allOf("check-violation", 1402, 2290, 2293),
  ...allOf("value-too-long", 910, 1401, 1461, 1489, 12_899, 22_835, 22_858, 22_859),
  ...allOf("value-out-of-range", 1426, 1438, 1455, 1457, 1841, 1873, 8003),
  ...allOf(
    "invalid-value",
    // Numbers, dates and their formats.
    ...[1403, 1411, 1465, 1481, 1722, 1839, 1840, 1843, 1846, 1847, 1848, 1849, 1850, 1851, 1852, 1858, 1859, 1861, 1862],
    ...[1864, 1867, 1870, 1874, 1877, 1878, 1879, 1882, 1891, 1898, 6502, 30_081, 30_088, 932],
    // Documents, rowids, vectors.
    ...[1410, 2299, 31_011, 31_061, 40_441, 40_447, 40_474, 40_587, 40_596, 51_801, 51_803, 51_805],
  ),
  ...allOf("division-by-zero", 1476),
  ...allOf("undefined-table", 942, 4043),
  ...allOf("undefined-column", 904),
  ...allOf("undefined-object", 902, 1418, 1432, 1434, 1435, 1917, 1918, 1919, 2248, 2289, 2430, 2431, 2443, 4042, 4047),
  ...allOf("undefined-object", 4063, 4067, 4080, 6550, 6564, 6576, 22_308, 24_756),
  ...allOf("duplicate-object", 955, 957, 1408, 1430, 1442, 1543, 1920, 1921, 2260, 2261, 2264, 2275, 24_758, 24_774),
  ...allOf("ambiguous-name", 918, 960),
  ...allOf("permission-denied", 990, 1031, 1749, 1924, 1927, 1950, 2004, 38_802, 41_900),
  ...allOf("authentication-failed", 1005, 1017, 1045, 28_000, 28_001, 28_009, 28_030, 28_040, 28_273, 1004, 25_708, 18_725),
  ...allOf("tls-failed", 28_759, 28_860, 28_864, 29_003, 29_019, 29_024, 29_106, 29_002, 28_791),
  ...allOf("undefined-database", 12_505, 12_514, 12_504, 12_521, 12_154),
  ...allOf("cannot-connect", 12_170, 12_203, 12_224, 12_525, 12_526, 12_527, 12_528, 12_535, 12_541, 12_543, 12_545, 12_560),
  ...allOf("cannot-connect", 12_564, 12_606, 12_566),
  ...allOf("server-unavailable", 1033, 1034, 1035, 1089, 1090, 1109, 10_997, 12_757, 16_456, 25_401, 27_101, 1219, 65_054),
  ...allOf("connection-lost", 22, 28, 31, 45, 378, 602, 603, 609, 1012, 1041, 1043, 1092, 2396, 2399, 3113, 3114, 3117, 3122),
  ...allOf("connection-lost", 3135, 3136, 12_150, 12_151, 12_152, 12_153, 12_157, 12_161, 12_537, 12_547, 12_569, 12_570),
  ...allOf("connection-lost", 12_571, 12_583, 12_592, 24_422, 25_407, 25_425, 27_146, 28_511, 28_547, 56_600, 17_002, 17_008),
  ...allOf("read-only-target", 16_000, 16_004),
  ...allOf("read-only", 1456, 12_081, 12_838, 1735),
  ...allOf("deadlock", 60, 104, 4020),
  ...allOf("serialization-failure", 8177, 1555, 1466, 30_053),
  ...allOf("lock-timeout", 54, 2049, 4021, 30_006),
  ...allOf("cancelled", 1013, 40),
  ...allOf("transaction-state", 1453, 1086, 2046, 2047, 2048, 2055, 2064, 2074, 2089, 24_761, 24_775, 24_776, 30_512, 4092),
  // The server rolled the transaction back: the code behind it says why.
  2091: { kind: "rolled-back", transactionState: "ended" },
  ...allOf("outcome-unknown", 25_408, 25_409, 25_410, 25_411, 25_412, 24_763, 2054, 25_405, 1591, 2050, 2051),
  ...allOf("stale-statement", 1003, 1007, 4061, 4062, 4065, 25_400),
  4068: { kind: "stale-statement", retry: "transaction" },
  ...allOf("resources-exhausted", 1000, 1536, 1650, 1651, 1652, 1653, 1654, 1655, 1658, 1688, 1691, 4030, 4031, 4036),
  ...allOf("resources-exhausted", 257, 30_036, 1562, 1628, 1630, 1631, 1632, 12_801, 53, 55, 57, 28_513, 3291),
  ...Object.fromEntries(
    // Every answer to the question who may come in: nothing to keep.
    [18, 19, 20, 2391, 12_516, 12_518, 12_519, 12_520].map((code) => [
      code,
      { kind: "resources-exhausted" as const, retry: "reconnect" as const, connection: "evict" as const },
    ]),
  ),
  ...allOf("unsupported", 439, 2086, 3001, 3106, 2070, 22_816, 22_992),
  ...allOf("internal", 600, 700, 7445, 1578, 1110, 8102),
};

/** What oracledb itself says, by its codes; its version is pinned. What is missing is a fault of this package. */
export const clientCodes: ErrorTable = {
  "NJS-003": "connection-lost",
  "NJS-016": { kind: "value-too-long", message: "a value that came out is longer than the place for it" },
  "NJS-040": "resources-exhausted",
  "NJS-045": { kind: "configuration", message: "the client's binary for thick mode could not be loaded" },
  "NJS-067": { kind: "configuration", message: "the client has no binary for this machine, which thick mode needs" },
  "NJS-084": "configuration",
  "NJS-087": { kind: "authentication-failed", message: "the token has expired" },
  "NJS-089": { kind: "unsupported", message: "the client cannot do this in its mode" },
  "NJS-090": { kind: "configuration", message: "thick mode was initialized already with other folders" },
  "NJS-098": "usage",
  "NJS-100": { kind: "unsupported", message: "the thin mode does not know the database's national character set" },
  "NJS-101": { kind: "authentication-failed", message: "there are no credentials", hint: "Give username and password, or token" },
  "NJS-112": "internal",
  "NJS-115": "value-out-of-range",
  "NJS-116": {
    kind: "authentication-failed",
    message: "the thin mode does not know how the server keeps this user's password",
    hint: "Set the password anew on the server, or use thick",
  },
  "NJS-118": {
    kind: "configuration",
    message: "a connection in thin mode was made before, and the client has one mode for the process",
  },
  "NJS-123": "cancelled",
  "NJS-125": { kind: "configuration", message: "there is no place to connect to" },
  "NJS-136": "configuration",
  "NJS-138": { kind: "unsupported", message: "the server is older than the thin mode takes (12.1)", hint: "Use thick" },
  "NJS-168": "authentication-failed",
  "NJS-192": { kind: "unsupported", message: "the thin mode does not know the database's character set", hint: "Use thick" },
  "NJS-201": {
    kind: "unsupported",
    message: "the thin mode reads no timestamps with local time zone of a database whose own zone is a region",
    hint: "Cast them to timestamp with time zone, or use thick",
  },
  "NJS-500": "connection-lost",
  "NJS-501": "connection-lost",
  "NJS-503": "cannot-connect",
  "NJS-504": { kind: "cannot-connect", message: "the proxy did not connect to the server" },
  "NJS-505": { kind: "tls-failed", message: "the wallet or the certificate could not be used" },
  "NJS-506": { kind: "tls-failed", message: "the TLS connection could not be established" },
  "NJS-507": { kind: "tls-failed", message: "the server's certificate has another distinguished name" },
  "NJS-508": { kind: "tls-failed", message: "the server's certificate is for another host name" },
  "NJS-509": { kind: "connection-lost", message: "the server sent what the client does not understand" },
  "NJS-510": { kind: "cannot-connect", message: "the server did not answer in time" },
  "NJS-511": "cannot-connect",
  "NJS-512": { kind: "configuration", message: "the connect string has parameters that do not fit" },
  "NJS-513": "connection-lost",
  "NJS-514": { kind: "configuration", message: "the connect string has a syntax error" },
  "NJS-515": { kind: "configuration", message: "the Easy Connect string has a syntax error" },
  "NJS-516": { kind: "configuration", message: "there is no folder to look for tnsnames.ora in", hint: "Set configDir" },
  "NJS-517": { kind: "configuration", message: "tnsnames.ora has no such name" },
  "NJS-518": { kind: "undefined-database", message: "the listener knows no such service" },
  "NJS-519": { kind: "undefined-database", message: "the listener knows no such system identifier" },
  "NJS-520": { kind: "configuration", message: "there is no tnsnames.ora in the folder" },
  "NJS-521": "connection-lost",
  "NJS-522": { kind: "configuration", message: "the connect string has too many descriptors" },
  "NJS-529": { kind: "tls-failed", message: "the wallet is not PEM" },
  "NJS-530": { kind: "cannot-connect", message: "the host's name could not be resolved" },
  "NJS-531": "cannot-connect",
  "NJS-532": "cannot-connect",
  "NJS-533": {
    kind: "cannot-connect",
    message: "the server insists on Oracle's own network encryption, which the thin mode lacks",
    hint: "Use tls, or thick",
  },
  "NJS-536": { kind: "cannot-connect", message: "the listener redirects without end" },
  "DPI-1047": {
    kind: "configuration",
    message: "Oracle's client libraries were not found",
    hint: "Set thick.libDir to their folder, or leave thick out",
  },
  "DPI-1072": { kind: "configuration", message: "Oracle's client libraries are too old" },
};

/** What PL/SQL says inside of ORA-06550, by the number behind `PLS-`. */
export const blockCodes: ErrorTable = {
  "00103": "syntax-error",
  "00201": "undefined-object",
  "00302": "undefined-object",
  "00304": "undefined-object",
  "00306": "invalid-value",
  "00307": "ambiguous-name",
  "00382": "invalid-value",
  "00904": "permission-denied",
  "00905": "undefined-object",
};
