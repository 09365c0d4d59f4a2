/** The package that carries the driver of each engine. An engine that is not listed is looked for as `@db/<engine>`. */
const packages: Readonly<Record<string, string>> = {
  pglite: "@db/postgres",
  mariadb: "@db/mysql",
  memory: "@db/document",
};

/** The name of the package that carries an engine's driver. */
export function driverPackage(engine: string): string {
  return packages[engine] ?? `@db/${engine}`;
}
