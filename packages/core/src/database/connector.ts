import type { CallOptions, Driver, Session, SessionObserver, TargetSession } from "../driver/index.ts";
import { databaseError, type DatabaseError } from "../errors/index.ts";
import { channels, trace, type ConnectEvent, type DatabaseEvent } from "../events/index.ts";
import { longestTimer } from "../pool/clock.ts";
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
 * Opens one session: tries the hosts in their order until one answers in the wanted role, each with its share of the time
 * that is left. Credentials that are functions are asked once more when the server refuses them.
 * Rejects with the last host's error; with `cannot-connect` when the time is up or no host has the wanted role.
 */
export async function openSession<Options>(
  driver: Driver<Options>,
  options: Options,
  connect: ConnectOptions,
): Promise<Session> {
  const hosts = driver.hosts?.(options) ?? [options];
  const wanted = driver.targetSession?.(options) ?? "any";
  const roles = wanted === "prefer-standby" ? (["standby", "any"] as const) : [wanted];
  const deadline = connect.timeout > 0 ? performance.now() + connect.timeout : undefined;
  let attempts = roles.length * hosts.length;
  let failure: DatabaseError | undefined;
  for (const role of roles) {
    for (const host of hosts) {
      const limits: CallOptions = { signal: connect.signal, deadline: shareOf(deadline, attempts--) };
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

/** A host that does not answer leaves its share of the time to each of those after it. */
function shareOf(deadline: number | undefined, attempts: number): number | undefined {
  if (deadline === undefined) return undefined;
  const now = performance.now();
  return now + Math.max(0, deadline - now) / attempts;
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
  return trace(channels.connect, event, () => limited(driver, options, connect.observer, limits));
}

/**
 * The driver is told by its signal when the time is up, as by an abort. One that does not listen holds nobody up; what it
 * opens too late is closed.
 */
function limited<Options>(
  driver: Driver<Options>,
  options: Options,
  observer: SessionObserver,
  { signal, deadline }: CallOptions,
): Promise<Session> {
  if (signal?.aborted === true) return Promise.reject(abortedError(signal));
  return new Promise<Session>((resolve, reject) => {
    const stop = new AbortController();
    const giveUp = (error: DatabaseError): void => {
      settle();
      stop.abort(error);
      reject(error);
    };
    const onAbort = (): void => giveUp(abortedError(signal as AbortSignal));
    const onTimeout = (): void => giveUp(noAnswer(driver.engine));
    const timer =
      deadline === undefined
        ? undefined
        : setTimeout(onTimeout, Math.min(Math.max(0, deadline - performance.now()), longestTimer));
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    connectSafely(driver, options, observer, { signal: stop.signal, deadline }).then(
      (session) => {
        settle();
        if (stop.signal.aborted) void session.close(true);
        else resolve(session);
      },
      (error: unknown) => {
        settle();
        reject(error);
      },
    );
  });
}

/** Makes a rejection of what a driver throws, so that the timer and the listener end in either case. */
async function connectSafely<Options>(
  driver: Driver<Options>,
  options: Options,
  observer: SessionObserver,
  limits: CallOptions,
): Promise<Session> {
  return driver.connect(options, observer, limits);
}

function noAnswer(engine: string): DatabaseError {
  return databaseError({ kind: "cannot-connect", engine, message: "the server did not answer within connectTimeout" });
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
