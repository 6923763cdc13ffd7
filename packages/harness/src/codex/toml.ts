/** Writes TOML values for codex's `-c key=value`. Pure. */

// JSON does not escape DEL, which TOML forbids. A lone surrogate is not a valid character in either.
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A value that codex accepts in `-c`. */
export type TomlValue =
  | string
  | number
  | boolean
  | readonly TomlValue[]
  | { readonly [key: string]: TomlValue };

/** Writes a basic string. JSON's escapes are a subset of TOML's. */
export function tomlString(text: string): string {
  return JSON.stringify(text.replace(LONE_SURROGATE, "\ufffd")).replaceAll("\u007f", "\\u007f");
}

/** Writes any value on one line. Tables become inline tables with quoted keys. */
export function tomlValue(value: TomlValue): string {
  if (typeof value === "string") return tomlString(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (isList(value)) return `[${value.map(tomlValue).join(", ")}]`;
  const fields = Object.entries(value).map(([key, item]) => `${tomlString(key)} = ${tomlValue(item)}`);
  return `{ ${fields.join(", ")} }`;
}

function isList(
  value: readonly TomlValue[] | { readonly [key: string]: TomlValue },
): value is readonly TomlValue[] {
  return Array.isArray(value);
}
