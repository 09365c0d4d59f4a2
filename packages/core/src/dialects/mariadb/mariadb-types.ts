import { mysqlTypeData } from "../mysql/mysql-types.ts";
import { createTypeMap, type TypeMap } from "../type-map.ts";

/** MariaDB has a `uuid` from 10.7 on; its `json` is a name for `longtext`, and so the catalogue cannot tell them apart. */
export const mariadbTypes: TypeMap = createTypeMap({
  ...mysqlTypeData,
  engine: "mariadb",
  portable: { ...mysqlTypeData.portable, uuid: "uuid", inet4: "text", inet6: "text" },
});
