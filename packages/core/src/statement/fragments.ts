import { fragmentBrand, mark } from "./brand.ts";

/** A part of a statement that is not a bound value. Recognised by a symbol, since a field could come out of a request. */
export interface Fragment {
  readonly "@db/fragment": FragmentKind;
}

type FragmentKind = "template" | "text" | "native" | "identifier" | "join" | "raw";

abstract class Branded {
  static {
    mark(this.prototype, fragmentBrand);
  }
}

/** Text pieces with values between them: what the `sql` tag makes. Values may themselves be fragments. */
export class Template extends Branded implements Fragment {
  readonly "@db/fragment": FragmentKind = "template";
  /** The pieces; their identity is that of the place in the caller's source. */
  readonly strings: readonly string[];
  readonly values: readonly unknown[];

  constructor(strings: readonly string[], values: readonly unknown[]) {
    super();
    this.strings = strings;
    this.values = values;
  }
}

/** Portable text with `?` or `:name`. */
export class PortableText extends Branded implements Fragment {
  readonly "@db/fragment": FragmentKind = "text";
  readonly text: string;
  readonly parameters: readonly unknown[] | Readonly<Record<string, unknown>>;

  constructor(text: string, parameters: readonly unknown[] | Readonly<Record<string, unknown>>) {
    super();
    this.text = text;
    this.parameters = parameters;
  }
}

/** Text in the engine's own placeholders. */
export class NativeText extends Branded implements Fragment {
  readonly "@db/fragment": FragmentKind = "native";
  readonly text: string;
  readonly parameters: readonly unknown[];

  constructor(text: string, parameters: readonly unknown[]) {
    super();
    this.text = text;
    this.parameters = parameters;
  }
}

/** A name, quoted part by part. */
export class Identifier extends Branded implements Fragment {
  readonly "@db/fragment": FragmentKind = "identifier";
  readonly parts: readonly string[];

  constructor(parts: readonly string[]) {
    super();
    this.parts = parts;
  }
}

/** Values or fragments with a separator between them. */
export class Join extends Branded implements Fragment {
  readonly "@db/fragment": FragmentKind = "join";
  readonly items: readonly unknown[];
  readonly separator: string;

  constructor(items: readonly unknown[], separator: string) {
    super();
    this.items = items;
    this.separator = separator;
  }
}

/** Text that the programmer vouches for. */
export class Raw extends Branded implements Fragment {
  readonly "@db/fragment": FragmentKind = "raw";
  readonly text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }
}

/** Any of the fragments above. */
export type AnyFragment = Template | PortableText | NativeText | Identifier | Join | Raw;

/** Whether a value is a fragment rather than something to bind. An object that was parsed from JSON never is. */
export function isFragment(value: unknown): value is AnyFragment {
  return typeof value === "object" && value !== null && fragmentBrand in value;
}

/** The kind of a fragment, told without `instanceof` so that two copies of this package understand each other. */
export function fragmentKind(value: AnyFragment): FragmentKind {
  return value["@db/fragment"];
}
