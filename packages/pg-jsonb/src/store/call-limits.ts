import type { StoreCall } from "@db/document/engine";

/** The limits of a call as options of a statement or a transaction; those that are not given are left out. */
export function callLimits({ signal, timeout }: StoreCall): { signal?: AbortSignal; timeout?: number } {
  return { ...(signal === undefined ? {} : { signal }), ...(timeout === undefined ? {} : { timeout }) };
}
