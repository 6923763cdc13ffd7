/**
 * The arguments of a tool as a model is told them: names, types, choices and what they mean. Every listed byte is part of every
 * prompt, so bounds are left out: a call is checked against the whole schema, and its refusal names them. Pure.
 */
import type { JsonObjectSchema } from "./listed-tool.js";

const LEFT_OUT: ReadonlySet<string> = new Set([
  ...["$schema", "additionalProperties", "propertyNames", "default"],
  ...["minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "pattern", "format"],
]);

export function shortSchema(schema: JsonObjectSchema): JsonObjectSchema {
  const { $defs, ...short } = shortened(schema);
  // What only left-out parts refer to would explain nothing.
  const isUsed = $defs !== undefined && JSON.stringify(short).includes('"#/$defs/');
  return { ...short, ...(isUsed ? { $defs } : {}), type: "object" };
}

function shortened(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.entries(schema).filter(([key]) => !LEFT_OUT.has(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, key === "properties" ? fieldsOf(value) : partOf(value)]),
  );
}

/** The names of fields are no keywords. */
function fieldsOf(properties: unknown): unknown {
  if (!isObject(properties)) return properties;
  return Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, partOf(field)]));
}

function partOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(partOf);
  return isObject(value) ? shortened(value) : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
