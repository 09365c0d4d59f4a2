import { urlVariable } from "../engine.ts";
import { isAtLeast } from "../requirement.ts";
import type { Rung } from "./rung.ts";

/**
 * A server whose URL the user gave. It must answer, and in a version that will do: whoever names a server wants that
 * one tested, so the lab does not go on to another.
 */
export const fromEnvironment: Rung = async ({ engine, minimum }) => {
  const variable = urlVariable(engine.name);
  const url = process.env[variable];
  if (!url) return { reason: `set ${variable}` };
  const version = await engine.probe(url).catch((error: unknown) => {
    throw new Error(`${engine.title}: the server of ${variable} does not answer: ${String(error)}`);
  });
  if (minimum !== undefined && !isAtLeast(version, minimum)) {
    throw new Error(`${engine.title}: the server of ${variable} is ${version}, but ${minimum} is required`);
  }
  return { engine, url, version, origin: "environment", stop: async () => {} };
};
