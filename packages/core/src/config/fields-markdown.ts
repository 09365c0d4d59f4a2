import { describeDefault } from "./describe-field.ts";
import type { OptionField, OptionFields } from "./fields.ts";
import { formatDuration, formatSize } from "./units.ts";

/**
 * The options table of a README: one row per option, nested ones by their path (`pool.max`, `replicas[].weight`), with
 * type and unit, default and meaning. Ends with a line break.
 */
export function toMarkdown(fields: OptionFields): string {
  const rows = tableRows(fields, "");
  const header = "| Option | Type | Default | Meaning |\n| --- | --- | --- | --- |\n";
  return header + rows.map((cells) => `| ${cells.map(escapeCell).join(" | ")} |\n`).join("");
}

function tableRows(fields: OptionFields, prefix: string): string[][] {
  return Object.entries(fields).flatMap(([key, field]) => fieldRows(prefix + key, field));
}

function fieldRows(path: string, field: OptionField): string[][] {
  const group = field.kind === "object" ? undefined : describeDefault(field);
  const fallback = group === undefined ? (field.required === true ? "required" : "") : `\`${group}\``;
  const row = [`\`${path}\``, typeText(field), fallback, meaning(field)];
  return [row, ...nestedRows(path, field)];
}

function nestedRows(path: string, field: OptionField): string[][] {
  if (field.kind === "object") return tableRows(field.fields, `${path}.`);
  if (field.kind === "array") return nestedRows(`${path}[]`, field.of);
  if (field.kind === "record") return nestedRows(`${path}.<key>`, field.of);
  return [];
}

function meaning(field: OptionField): string {
  const parts = [field.description];
  if ((field.kind === "duration" || field.kind === "size") && field.zeroIsOff === true) parts.push("0 is off.");
  if (field.alias !== undefined) parts.push(`Also \`${field.alias.join("`, `")}\`.`);
  if (field.example !== undefined) parts.push(`Example: \`${exampleText(field.example)}\`.`);
  return parts.join(" ");
}

function exampleText(example: unknown): string {
  return typeof example === "string" ? example : JSON.stringify(example);
}

function typeText(field: OptionField): string {
  const text = kindText(field);
  return field.provider === true ? `${text} or function` : text;
}

function kindText(field: OptionField): string {
  switch (field.kind) {
    case "integer":
      return `whole number${limitsText(field, String)}`;
    case "number":
      return `number${limitsText(field, String)}`;
    case "duration":
      return `duration (ms)${limitsText(field, formatDuration)}`;
    case "size":
      return `size (bytes)${limitsText(field, formatSize)}`;
    case "enum":
      return field.values.map((value) => `\`${value}\``).join(", ");
    case "array":
      return `list of ${kindText(field.of)}`;
    case "record":
      return `map of ${kindText(field.of)}`;
    case "union":
      return field.of.map(kindText).join(" or ");
    case "object":
      return field.shorthand === undefined ? "object" : `object, ${field.shorthand.types.join(", ")}`;
    default:
      return field.kind;
  }
}

function limitsText(field: { readonly min?: number; readonly max?: number }, show: (value: number) => string): string {
  if (field.min !== undefined && field.max !== undefined) return `, ${show(field.min)} to ${show(field.max)}`;
  if (field.max !== undefined) return `, at most ${show(field.max)}`;
  return field.min === undefined || field.min === 0 ? "" : `, from ${show(field.min)}`;
}

function escapeCell(text: string): string {
  return text.replaceAll("|", String.raw`\|`).replaceAll(/\s*\n\s*/g, " ");
}
