/** What the suite needs of a test runner; Jest, Vitest and node:test with an `expect` have it. */
export interface Runner {
  describe(name: string, define: () => void): void;
  it(name: string, test: () => Promise<void> | void, timeout?: number): void;
  beforeAll(prepare: () => Promise<void> | void, timeout?: number): void;
  afterAll(tidy: () => Promise<void> | void, timeout?: number): void;
  /** Compares values deeply, as Jest's `toEqual` does. */
  expect(actual: unknown): { toEqual(expected: unknown): void };
}
