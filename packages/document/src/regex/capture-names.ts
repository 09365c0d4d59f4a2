/**
 * The names that the groups of a pattern have in JavaScript's. Atomic groups and conditions need groups of their own
 * there: so that these do not shift the numbers, every group of such a pattern has a name.
 */
export class CaptureNames {
  /** By their numbers less one. */
  readonly names: string[] = [];
  readonly #isNamed: boolean;
  /** How many groups the pattern has that can be referred to. */
  readonly count: number;
  /** The groups, by number or name, that conditions ask for. */
  readonly #asked: ReadonlySet<string>;
  #helpers = 0;

  constructor(source: string) {
    const bare = source.replaceAll(/\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]/gs, "-");
    this.count = (bare.match(/\((?!\?)|\(\?(?:P?<(?![=!])|')/g) ?? []).length;
    const asked = bare.matchAll(/\(\?\((?:<(\w+)>|'(\w+)'|(\w+))\)/g);
    this.#asked = new Set(Array.from(asked, ([, angled, quoted, plain]) => (angled ?? quoted ?? plain) as string));
    this.#isNamed = this.#asked.size > 0 || /\(\?>|[*+?}]\+/.test(bare);
  }

  /** Whether the groups are to be told by their names, since there are others among them. */
  get hasHelpers(): boolean {
    return this.#isNamed;
  }

  /** The text that opens the next group, which has a name or none. */
  open(name: string | undefined): string {
    const number = this.names.length + 1;
    const own = name ?? `$${number}`;
    this.names.push(own);
    const opening = name === undefined && !this.#isNamed ? "(" : `(?<${own}>`;
    const isAsked = this.#asked.has(String(number)) || (name !== undefined && this.#asked.has(name));
    return isAsked ? `${opening}(?=(?<$rest${number}>[\\s\\S]*))` : opening;
  }

  /** A reference to a group by its number. */
  reference(number: number): string {
    return this.#isNamed ? `\\k<${this.names[number - 1] ?? `$${number}`}>` : `(?:\\${number})`;
  }

  /** A text that matches as a whole or not at all, and is not gone into again. */
  atomic(text: string): string {
    const name = `$atom${++this.#helpers}`;
    return `(?:(?=(?<${name}>${text}))\\k<${name}>)`;
  }

  /**
   * What matches nothing where a group took part: it has kept all that came after its beginning, which cannot come once
   * more; `undefined` when there is no such group before.
   */
  absence(group: string): string | undefined {
    const number = /^\d+$/.test(group) ? Number(group) : this.names.indexOf(group) + 1;
    return number >= 1 && number <= this.names.length ? `\\k<$rest${number}>` : undefined;
  }
}
