import type { ErrorKind, ErrorTable } from "@db/core";

/** Numbers of one kind without more to say of them. */
function allOf(kind: ErrorKind, ...numbers: readonly number[]): ErrorTable {
  return Object.fromEntries(numbers.map((number) => [number, kind]));
}

/** "Database engine events and errors" of the SQL Server documentation; from 40000 on Azure SQL's "Troubleshoot connectivity issues". */
export const errorCodes: ErrorTable = {
  ...allOf("unique-violation", 1505, 2601, 2627),
  ...allOf("foreign-key-violation", 3726, 4712),
  ...allOf("not-null-violation", 515),
  ...allOf("check-violation", 550),
  ...allOf("value-too-long", 2628, 8152, 8170),
  ...allOf("value-out-of-range", 220, 232, 237, 244, 248, 517, 535, 1007, 3606, 8115),
  ...allOf(
    "invalid-value",
    ...[206, 235, 241, 242, 245, 257, 293, 295, 402, 529, 3623, 4864, 8114, 8117, 8169],
    // XML and JSON.
    ...[9402, 9420, 9436, 9455, 13608, 13609],
  ),
  ...allOf("division-by-zero", 8134),
  ...allOf(
    "syntax-error",
    ...[102, 103, 105, 109, 110, 111, 113, 119, 120, 121, 128, 130, 132, 134, 137, 139, 141, 145, 147, 153, 154, 155],
    ...[156, 157, 158, 159, 164, 170, 173, 174, 178, 180, 189, 201, 205, 213, 264, 319, 321, 343, 512, 1001, 1033],
    ...[1038, 4145, 8120, 8121, 8127, 8144, 8145, 8146, 8155, 8156, 8158, 8159, 10709],
  ),
  ...allOf("undefined-table", 208, 1088, 1767, 3701, 4701, 4902),
  ...allOf("undefined-column", 207, 1769, 1770, 1911, 4104, 4924),
  ...allOf("undefined-object", 195, 218, 243, 2715, 2760, 2812, 3727, 3728, 4121, 7202, 15009, 15151),
  ...allOf("undefined-database", 911, 2702, 4060, 4063, 4064),
  ...allOf("duplicate-object", 219, 1779, 1781, 1801, 1913, 2705, 2714, 15023, 15025, 15233),
  ...allOf("ambiguous-name", 209, 1013),
  ...allOf("permission-denied", 229, 230, 262, 297, 300, 916, 3704, 15247, 15562),
  ...allOf("authentication-failed", 18450, 18451, 18452, 18456, 18458, 18459, 18470, 18486, 18487, 18488, 40532, 40615),
  ...allOf("tls-failed", 17835),
  ...allOf(
    "server-unavailable",
    ...[921, 922, 926, 927, 952, 983, 6005, 17142, 18401, 18461],
    ...[40143, 40166, 40197, 40540, 40613, 42108, 42109, 49802],
  ),
  ...allOf("read-only-target", 976, 978, 979, 3906, 3908, 4221),
  ...allOf("deadlock", 1205, 3635),
  ...allOf("serialization-failure", 3957, 3960, 3961, 3966, 41301, 41302, 41305, 41325, 41339, 41839),
  ...allOf("lock-timeout", 1222),
  ...allOf("cancelled", 3617, 3980),
  ...allOf("transaction-state", 226, 266, 574, 628, 3902, 3903, 3971, 3989, 6401),
  ...allOf("transaction-failed", 3930, 3931, 3933, 3934),
  ...allOf("stale-statement", 539, 2801, 8179),
  ...allOf(
    "resources-exhausted",
    ...[701, 802, 1101, 1105, 1204, 3958, 3959, 8623, 8645, 8651, 9002, 17809],
    ...[10928, 10929, 10930, 10936, 40501, 40544, 40549, 40550, 40551, 40552, 40553, 40642, 40648, 40675],
    ...[41805, 41823, 41840, 49918, 49919, 49920],
  ),
  ...allOf("unsupported", 334, 3952, 40510, 40512, 40514, 40515, 40517),
  ...allOf("connection-lost", 596, 10053, 10054, 17197),
  ...allOf("corrupt", 605, 5172),
  ...allOf("internal", 211, 823, 824, 825, 3624, 8624, 8630, 17065, 17066, 17067),
  // "Uncommittable transaction is detected at the end of the batch. The transaction is rolled back."
  3998: { kind: "transaction-failed", transactionState: "ended" },
  // "Recovery could not determine the outcome of a cross-database transaction."
  3429: "outcome-unknown",
};

/** "Database engine error severities", for numbers that are not listed. */
export const severityClasses: ErrorTable = {
  13: "deadlock",
  14: "permission-denied",
  15: "syntax-error",
  17: "resources-exhausted",
  18: "internal",
  19: "internal",
  20: "internal",
  21: "internal",
  22: "internal",
  23: "corrupt",
  24: "internal",
  25: "internal",
};
