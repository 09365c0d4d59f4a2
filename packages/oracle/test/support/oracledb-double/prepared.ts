import type { H2Wire } from "./h2-wire.ts";

/** Prepared transactions by name: the connections that hold them. */
export const prepared: Map<string, H2Wire> = new Map<string, H2Wire>();

/** The name in a transaction's identifier. */
export function nameOf({ globalTransactionId }: { readonly globalTransactionId: Buffer | string }): string {
  return String(globalTransactionId);
}
