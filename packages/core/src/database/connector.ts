import type { CallOptions, Driver, Session, SessionObserver, TargetSession } from "../driver/index.ts";
import { databaseError, type DatabaseError } from "../errors/index.ts";
import { channels, type ConnectEvent, type DatabaseEvent } from "../events/index.ts";
import { toDatabaseError } from "./endpoint-context.ts";
import { abortedError } from "./limits.ts";

/** What opening a session needs beside the endpoint's options. */
export interface ConnectOptions {
  readonly event: DatabaseEvent;
  readonly observer: SessionObserver;
  /** Milliseconds for the whole attempt, all hosts included; 0 for no limit. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens one session: tries the hosts in their order until one answers in the wanted role. Credentials that are functions
 * are asked once more when the server refuses them.
 * Rejects with the last host's error, `timeout`, or `read-only-target` when no host has the wanted role.
 */
export async function openSession<Options>(
  driver: Driver<Options>,
  options: Options,
  connect: ConnectOptions,
): Promise<Session> {
  const hosts = driver.hosts?.(options) ?? [options];
  const wanted = driver.targetSession?.(options) ?? "any";
  const deadline = connect.timeout > 0 ? performance.now() + connect.timeout : undefined;
  const limits: CallOptions = { signal: connect.signal, deadline };
  let failure: DatabaseError | undefined;
  for (const role of wanted === "prefer-standby" ? (["standby", "any"] as const) : [wanted]) {
    for (const host of hosts) {
      try {
        const session = await connectToHost(driver, host, connect, limits);
        if (fits(session, role)) return session;
        await session.close();
        failure = wrongRole(driver.engine, session, role);
      } catch (error) {
        failure = toDatabaseError(driver, error);
        if (connect.signal?.aborted === true || failure.kind === "configuration" || failure.family === "usage")
          throw failure;
      }
    }
  }
  throw failure ?? databaseError({ kind: "configuration", engine: driver.engine, message: "no host is configured" });
}

async function connectToHost<Options>(
  driver: Driver<Options>,
  options: Options,
  connect: ConnectOptions,
  limits: CallOptions,
): Promise<Session> {
  try {
    return await traced(driver, options, connect, limits);
  } catch (error) {
    const refused = toDatabaseError(driver, error).kind === "authentication-failed";
    const { username, password } = options as { username?: unknown; password?: unknown };
    const renewable = typeof username === "function" || typeof password === "function";
    if (!refused || !renewable) throw error;
    return await traced(driver, options, connect, limits);
  }
}

function traced<Options>(
  driver: Driver<Options>,
  options: Options,
  connect: ConnectOptions,
  limits: CallOptions,
): Promise<Session> {
  if (!channels.connect.hasSubscribers) return limited(driver, options, connect.observer, limits);
  const { host, port } = options as { host?: string; port?: number };
  const event: ConnectEvent = { ...connect.event, "server.address": host, "server.port": port };
  return channels.connect.tracePromise(() => limited(driver, options, connect.observer, limits), event);
}

/** A driver that overlooks its limits does not hold the caller up; what it opens too late is closed. */
function limited<Options>(
  driver: Driver<Options>,
  options: Options,
  observer: SessionObserver,
  limits: CallOptions,
): Promise<Session> {
  const { signal, deadline } = limits;
  if (signal?.aborted === true) return Promise.reject(abortedError(signal));
  return new Promise<Session>((resolve, reject) => {
    let given = false;
    const giveUp = (error: DatabaseError): void => {
      given = true;
      finish();
      reject(error);
    };
    const onAbort = (): void => giveUp(abortedError(signal as AbortSignal));
    const timer =
      deadline === undefined
        ? undefined
        : setTimeout(
            () =>
              giveUp(
                databaseError({
                  kind: "cannot-connect",
                  engine: driver.engine,
                  message: "the server did not answer within connectTimeout",
                }),
              ),
            Math.max(0, deadline - performance.now()),
          );
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    driver.connect(options, observer, limits).then(
      (session) => {
        finish();
        if (given) void session.close(true);
        else resolve(session);
      },
      (error: unknown) => {
        finish();
        if (!given) reject(error);
      },
    );
  });
}

function fits(session: Session, wanted: Exclude<TargetSession, "prefer-standby">): boolean {
  const { role, readOnly } = session.server;
  switch (wanted) {
    case "any":
      return true;
    case "primary":
      return role !== "standby";
    case "standby":
      return role === "standby";
    case "read-write":
      return !readOnly;
    case "read-only":
      return readOnly;
  }
}

function wrongRole(engine: string, session: Session, wanted: TargetSession): DatabaseError {
  const { host, port, role, readOnly } = session.server;
  return databaseError({
    kind: "cannot-connect",
    engine,
    message: `no host is a "${wanted}" server; the last one asked, ${host ?? "local"}:${port ?? ""}, is ${role}${readOnly ? ", read-only" : ""}`,
  });
}
