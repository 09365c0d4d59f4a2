/**
 * The Jest settings every package shares: native ESM, TypeScript through swc, source of sibling packages by the
 * `@db/source` export condition. `import` is left out of the conditions because CommonJS clients break under it.
 */
export function preset(overrides = {}) {
  return {
    testEnvironment: "node",
    testMatch: ["<rootDir>/test/**/*.test.ts"],
    extensionsToTreatAsEsm: [".ts"],
    transform: {
      "\\.ts$": [
        "@swc/jest",
        {
          jsc: { parser: { syntax: "typescript" }, target: "es2023" },
          module: { type: "es6" },
          sourceMaps: "inline",
        },
      ],
    },
    testEnvironmentOptions: { customExportConditions: ["@db/source", "node", "default"] },
    testTimeout: 30_000,
    ...overrides,
  };
}
