/**
 * Whether the schema of a tool is one that every provider of models takes. One that a provider refuses would fail each run of
 * the agent, whatever it calls. Pure, and nothing of the schema is evaluated.
 */
import { SCHEMA_DEPTH_MAX } from "./limits.js";

type Json = Readonly<Record<string, unknown>>;

const TYPES: ReadonlySet<unknown> = new Set([
  ...["object", "array", "string", "number", "integer", "boolean", "null"],
]);
/** Anthropic refuses others. */
const PROPERTY_NAME = /^[a-zA-Z0-9_.-]{1,64}$/;
/** Keywords with one schema, with a list of schemas, and with schemas by name. */
const ONE = ["items", "additionalProperties", "not", "contains", "propertyNames"] as const;
const LISTS = ["anyOf", "oneOf", "allOf", "prefixItems"] as const;
const NAMED = ["properties", "$defs", "definitions", "patternProperties"] as const;
/** Providers do not take a choice where the arguments themselves are described. */
const NOT_ON_TOP = ["anyOf", "oneOf", "allOf", "not", "enum", "$ref"] as const;

export function isUsableSchema(schema: unknown): schema is Json {
  if (!isObject(schema) || schema.type !== "object") return false;
  if (NOT_ON_TOP.some((keyword) => schema[keyword] !== undefined)) return false;
  const { properties } = schema;
  const names = isObject(properties) ? Object.keys(properties) : [];
  return names.every((name) => PROPERTY_NAME.test(name)) && isWellFormed(schema, SCHEMA_DEPTH_MAX);
}

/** Not deeper than `depth`, so that no reader of it is either. */
function isWellFormed(schema: unknown, depth: number): boolean {
  if (typeof schema === "boolean") return true;
  if (!isObject(schema) || depth === 0) return false;
  const below = (part: unknown) => isWellFormed(part, depth - 1);
  return (
    isType(schema.type) &&
    isRefInside(schema.$ref) &&
    isAbsentOr(schema.required, (value) => isListOf(value, (name) => typeof name === "string")) &&
    isAbsentOr(schema.enum, (value) => Array.isArray(value) && value.length > 0 && !isDeeper(value, depth)) &&
    ONE.every((keyword) => isAbsentOr(schema[keyword], below)) &&
    LISTS.every((keyword) => isAbsentOr(schema[keyword], (value) => isListOf(value, below))) &&
    NAMED.every((keyword) =>
      isAbsentOr(schema[keyword], (value) => isObject(value) && Object.values(value).every(below)),
    ) &&
    // Whatever else it says.
    !isDeeper(schema, depth * 2)
  );
}

function isType(type: unknown): boolean {
  return isAbsentOr(type, (value) => TYPES.has(value) || isListOf(value, (one) => TYPES.has(one)));
}

/** To a part of the same schema: nobody fetches another one. */
function isRefInside(ref: unknown): boolean {
  return isAbsentOr(ref, (value) => typeof value === "string" && value.startsWith("#"));
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((child) => isDeeper(child, depth - 1));
}

function isAbsentOr(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || is(value);
}

function isListOf(value: unknown, is: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
