import type { Case } from "./read-cases.ts";
import type { Outcome } from "./run-case.ts";

interface Counts {
  passed: number;
  refused: number;
  failed: number;
  hung: number;
}

/** Counts outcomes by family and, with a depth, by the first parts of the cases' ids. */
export class Report {
  readonly #depth: number;
  readonly #counts = new Map<string, Counts>();
  readonly #unreadable: string[] = [];

  constructor(depth: number) {
    this.#depth = depth;
  }

  /** Whether something hung or could not be read. */
  get unsound(): boolean {
    return this.#unreadable.length > 0 || [...this.#counts.values()].some(({ hung }) => hung > 0);
  }

  add(given: Case, { result }: Outcome): void {
    this.#count(given.family)[result]++;
    if (this.#depth > 0) this.#count(`  ${given.id.split("/").slice(0, this.#depth).join("/")}`)[result]++;
  }

  unreadable(id: string, reason: string): void {
    this.#unreadable.push(`${id}: ${reason}`);
  }

  text(): string {
    const lines = [
      "| cases | passed | of | % | refused | failed | hung |",
      "| --- | --: | --: | --: | --: | --: | --: |",
    ];
    for (const [name, { passed, refused, failed, hung }] of [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const all = passed + refused + failed + hung;
      lines.push(
        `| ${name} | ${passed} | ${all} | ${((100 * passed) / all).toFixed(1)} | ${refused} | ${failed} | ${hung} |`,
      );
    }
    if (this.#unreadable.length > 0)
      lines.push("", "Could not be read:", ...this.#unreadable.map((line) => `- ${line}`));
    return lines.join("\n");
  }

  #count(name: string): Counts {
    let counts = this.#counts.get(name);
    if (counts === undefined) this.#counts.set(name, (counts = { passed: 0, refused: 0, failed: 0, hung: 0 }));
    return counts;
  }
}
