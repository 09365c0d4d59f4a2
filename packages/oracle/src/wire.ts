import type { Duplex } from "node:stream";
import oracledb from "oracledb";

/** A type of the database, one of the client's own objects. */
export interface DbType {
  readonly num: number;
  /** `DB_TYPE_NUMBER`. */
  readonly name: string;
}

/** What the client says of a column or of an expression it described. */
export interface ColumnMetadata {
  readonly name: string;
  readonly dbType: DbType;
  /** `NUMBER`, `VARCHAR2`. */
  readonly dbTypeName?: string;
  readonly precision?: number;
  readonly scale?: number;
  readonly byteSize?: number;
  /** A column of text or bytes with the constraint `is json`. */
  readonly isJson?: boolean;
}

/** As what a column is fetched, and what is made of each value, null included. */
export interface FetchPlan {
  readonly type?: DbType;
  readonly converter?: (value: never) => unknown;
}

/** What a bound value is told with. */
export interface BindUnit {
  readonly dir?: number;
  readonly type?: DbType;
  readonly val?: unknown;
  readonly maxSize?: number;
}

/** A cursor that is being read. */
export interface ClientResultSet {
  readonly metaData: readonly ColumnMetadata[];
  getRows(count: number): Promise<readonly (readonly unknown[])[]>;
  close(): Promise<void>;
}

/** A large object on the server. */
export interface ClientLob extends Duplex {
  readonly type: DbType;
  getData(): Promise<string | Buffer | null>;
  close(): Promise<void>;
}

/** What `execute` gives, in the parts the driver reads. */
export interface ClientResult {
  readonly metaData?: readonly ColumnMetadata[];
  readonly rows?: readonly (readonly unknown[])[];
  readonly resultSet?: ClientResultSet;
  readonly outBinds?: readonly unknown[];
  readonly implicitResults?: readonly ClientResultSet[];
  readonly rowsAffected?: number;
}

/** How `execute` is to run a statement. */
export interface ExecuteOptions {
  readonly autoCommit?: boolean;
  readonly resultSet?: boolean;
  readonly maxRows?: number;
  readonly prefetchRows?: number;
  readonly fetchArraySize?: number;
  readonly keepInStmtCache?: boolean;
  readonly fetchTypeHandler?: (column: ColumnMetadata) => FetchPlan | undefined;
}

/** The name of a branch of a global transaction. */
export interface Xid {
  readonly formatId: number;
  readonly globalTransactionId: string;
  readonly branchQualifier: string;
}

/** The client's standalone connection, in the parts the driver speaks to. */
export interface ClientConnection {
  module: string;
  action: string;
  clientId: string;
  clientInfo: string;
  callTimeout: number;
  readonly thin: boolean;
  readonly transactionInProgress: boolean;
  readonly oracleServerVersionString: string;
  execute(text: string, binds: readonly unknown[], options: ExecuteOptions): Promise<ClientResult>;
  executeMany(
    text: string,
    rows: readonly (readonly unknown[])[],
    options: { readonly bindDefs: readonly BindUnit[] },
  ): Promise<{ readonly rowsAffected?: number }>;
  getStatementInfo(text: string): Promise<{ readonly metaData?: readonly ColumnMetadata[] }>;
  createLob(type: DbType): Promise<ClientLob>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  ping(): Promise<void>;
  breakExecution(): Promise<void>;
  close(): Promise<void>;
  tpcBegin(xid: Xid): Promise<void>;
  tpcEnd(xid: Xid): Promise<void>;
  tpcPrepare(xid: Xid): Promise<boolean>;
  tpcCommit(xid: Xid): Promise<void>;
  tpcRollback(xid: Xid): Promise<void>;
}

/** The client's module, in the parts the driver speaks to. */
export interface OracleClient {
  getConnection(attributes: Readonly<Record<string, unknown>>): Promise<ClientConnection>;
  initOracleClient(options: Readonly<Record<string, unknown>>): void;
  readonly BIND_IN: number;
  readonly BIND_OUT: number;
  readonly BIND_INOUT: number;
  readonly DB_TYPE_BINARY_DOUBLE: DbType;
  readonly DB_TYPE_BINARY_FLOAT: DbType;
  readonly DB_TYPE_BLOB: DbType;
  readonly DB_TYPE_BOOLEAN: DbType;
  readonly DB_TYPE_CHAR: DbType;
  readonly DB_TYPE_CLOB: DbType;
  readonly DB_TYPE_CURSOR: DbType;
  readonly DB_TYPE_DATE: DbType;
  readonly DB_TYPE_INTERVAL_DS: DbType;
  readonly DB_TYPE_INTERVAL_YM: DbType;
  readonly DB_TYPE_JSON: DbType;
  readonly DB_TYPE_LONG_RAW: DbType;
  readonly DB_TYPE_NCLOB: DbType;
  readonly DB_TYPE_NUMBER: DbType;
  readonly DB_TYPE_OBJECT: DbType;
  readonly DB_TYPE_RAW: DbType;
  readonly DB_TYPE_TIMESTAMP: DbType;
  readonly DB_TYPE_TIMESTAMP_LTZ: DbType;
  readonly DB_TYPE_TIMESTAMP_TZ: DbType;
  readonly DB_TYPE_VARCHAR: DbType;
  readonly DB_TYPE_VECTOR: DbType;
  readonly DB_TYPE_XMLTYPE: DbType;
  readonly SYSASM: number;
  readonly SYSBACKUP: number;
  readonly SYSDBA: number;
  readonly SYSDG: number;
  readonly SYSKM: number;
  readonly SYSOPER: number;
  readonly SYSRAC: number;
}

/** oracledb, whose version is pinned. */
export const client: OracleClient = oracledb as unknown as OracleClient;
