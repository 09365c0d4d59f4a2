import { databaseError } from "../errors/index.ts";
import type { CompiledText } from "../statement/index.ts";
import type { EndpointPool } from "./endpoint-pool.ts";

/** Where reads go: the primary, or a replica that may lag behind it. */
export type ReadTarget = "primary" | "replica";

/** A replica and how it is chosen. */
export interface RoutedReplica {
  readonly endpoint: EndpointPool;
  readonly weight: number;
  readonly maxLag: number | undefined;
}

/**
 * Decides which endpoint a statement goes to. Everything goes to the primary, except what is provably read-only: that
 * goes to a reader, which sees every commit, and on request to a replica.
 */
export class Router {
  readonly primary: EndpointPool;
  /** Where provably read-only statements go: it has the primary's data, or is the primary. */
  readonly #reader: EndpointPool;
  readonly #replicas: readonly RoutedReplica[];
  readonly #defaultTarget: ReadTarget;

  constructor(endpoints: readonly EndpointPool[], replicas: readonly RoutedReplica[], defaultTarget: ReadTarget) {
    const primary = endpoints.find((endpoint) => endpoint.role === "primary");
    if (primary === undefined)
      throw databaseError({ kind: "configuration", message: "a database needs a primary endpoint" });
    this.primary = primary;
    this.#reader = endpoints.find((endpoint) => endpoint.role === "reader") ?? primary;
    this.#replicas = replicas;
    this.#defaultTarget = defaultTarget;
  }

  /** The one endpoint a statement goes to; `undefined` when replicas may serve it, see `candidates`. */
  only(compiled: CompiledText, target: ReadTarget | undefined): EndpointPool | undefined {
    if (this.#reader === this.primary && this.#replicas.length === 0) return this.primary;
    if (!compiled.effects.readOnly) return this.primary;
    return (target ?? this.#defaultTarget) === "replica" && this.#replicas.length > 0 ? undefined : this.#reader;
  }

  /** The endpoints for a read that replicas may serve, the best first. The primary is the last resort. */
  candidates(): readonly EndpointPool[] {
    return [...this.#replicasByChoice(), this.#reader];
  }

  /** Among the replicas that are up chance decides, by weight. */
  #replicasByChoice(): EndpointPool[] {
    return this.#replicas
      .filter(({ endpoint }) => endpoint.reachable())
      .filter((replica) => replica.maxLag === undefined || replica.endpoint.lagWithin(replica.maxLag))
      .map((replica) => ({
        endpoint: replica.endpoint,
        // Weighted order without replacement: the exponential trick of Efraimidis and Spirakis.
        order: replica.weight > 0 ? -Math.log(1 - Math.random()) / replica.weight : Infinity,
      }))
      .toSorted((a, b) => (a.order === b.order ? 0 : a.order - b.order))
      .map(({ endpoint }) => endpoint);
  }
}
