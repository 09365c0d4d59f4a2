import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { canonicalEngine } from "../connection-strings/index.ts";
import { driverPackage } from "../connection-strings/driver-packages.ts";
import type { Driver } from "../driver/index.ts";
import { databaseError } from "../errors/index.ts";
import type { DocumentDriver } from "./document-driver.ts";

/** What a driver's package exports for those who find it by the engine's name. */
interface DriverModule {
  readonly drivers?: readonly (Driver | DocumentDriver)[] | undefined;
}

/** The drivers of a process by engine: those that were registered, and those whose packages were found. */
export class DriverRegistry {
  readonly #drivers = new Map<string, Driver | DocumentDriver>();

  /** Makes a driver known under its engine's name; a later one replaces an earlier. */
  register(driver: Driver | DocumentDriver): void {
    this.#drivers.set(driver.engine, driver);
  }

  /**
   * Finds the driver of an engine: a registered one, else that of the engine's package, looked for from `folder`, where
   * the application is, and from where this package is.
   * Rejects with `driver-missing`, naming the command that installs the package.
   */
  async find(type: string, folder: string): Promise<Driver | DocumentDriver> {
    const engine = canonicalEngine(type);
    const known = this.#drivers.get(engine);
    if (known !== undefined) return known;
    const name = driverPackage(engine);
    const { drivers = [] } = await load(name, engine, folder);
    for (const driver of drivers) if (!this.#drivers.has(driver.engine)) this.#drivers.set(driver.engine, driver);
    const found = this.#drivers.get(engine);
    if (found !== undefined) return found;
    throw databaseError({
      kind: "driver-missing",
      engine,
      message: `the package ${name} has no driver for "${engine}"`,
      hint: `npm install ${name}@latest`,
    });
  }
}

/** The registry that `openDatabases` uses unless it is given another. */
export const driverRegistry: DriverRegistry = new DriverRegistry();

async function load(name: string, engine: string, folder: string): Promise<DriverModule> {
  const location = locate(name, folder);
  if (location === undefined) {
    throw databaseError({
      kind: "driver-missing",
      engine,
      message: `the driver of "${engine}" is not installed`,
      hint: `npm install ${name}`,
    });
  }
  return (await import(location)) as DriverModule;
}

/** The application's packages cannot be seen from here where each package has a folder of its own. */
function locate(name: string, folder: string): string | undefined {
  for (const from of [join(folder, "package.json"), import.meta.url]) {
    try {
      return pathToFileURL(createRequire(from).resolve(name)).href;
    } catch (error) {
      if ((error as { code?: string }).code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  return undefined;
}
