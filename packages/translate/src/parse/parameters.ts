import { misread } from "../refusal.ts";

/**
 * The parameters of the source's text. A parameter is known by its number, counted from 1, or by its name; a bare `?` is
 * the one after those before it.
 */
export class ParameterList {
  readonly keys: (number | string)[] = [];
  #largest = 0;

  /** The place of a placeholder's parameter in {@link keys}. */
  indexOf(placeholder: string, at: number): number {
    const key = this.#keyOf(placeholder, at);
    if (typeof key === "number") this.#largest = Math.max(this.#largest, key);
    const known = this.keys.indexOf(key);
    return known >= 0 ? known : this.keys.push(key) - 1;
  }

  #keyOf(placeholder: string, at: number): number | string {
    if (placeholder === "?") return this.#largest + 1;
    const name = placeholder.slice(1);
    if (!/^\d+$/.test(name)) return name;
    const position = Number(name);
    if (position === 0) misread("a parameter numbered from 1 expected", at);
    return position;
  }
}
