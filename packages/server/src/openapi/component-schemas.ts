/**
 * Converts zod schemas to JSON Schemas of one document. Named and recursive schemas move to `components.schemas`, so
 * that every `$ref` points there and none points outside of its own schema.
 */
import { z } from "zod";
import { namedSchemas } from "./named-schemas.js";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

const DEFS = "#/$defs/";
const COMPONENTS = "#/components/schemas/";
/** Replaces a schema's own name when two schemas are compared. */
const SELF = "<self>";

export interface ComponentSchemas {
  /** Converts the schema of what callers send (`input`) or receive (`output`). */
  convert(schema: z.ZodType, io: "input" | "output"): JsonObject;
  /** All schemas that moved, by name, sorted. */
  all(): JsonObject;
}

export function createComponentSchemas(): ComponentSchemas {
  const named = namedSchemas();
  const components = new Map<string, JsonObject>();
  /** Maps the content of a schema (with its own name replaced) to its name in the document. */
  const known = new Map<string, string>();

  function nameFor(wanted: string, definition: JsonObject, io: "input" | "output"): string {
    const content = JSON.stringify(definition).replaceAll(`${DEFS}${wanted}"`, `${SELF}"`);
    const found = known.get(content);
    if (found !== undefined) return found;
    const plain = wanted.startsWith("__") ? "Json" : wanted;
    // A field with a default is optional in the input and required in the output, so these are two schemas.
    const base = io === "input" && components.has(plain) ? `${plain}Input` : plain;
    let name = base;
    for (let number = 2; components.has(name); number += 1) name = `${base}${number}`;
    known.set(content, name);
    components.set(name, {});
    return name;
  }

  function convert(schema: z.ZodType, io: "input" | "output"): JsonObject {
    // Wrapped in an object, so that a named or recursive schema is never the root, which has another address.
    const whole = z.toJSONSchema(z.object({ it: schema }), {
      io,
      metadata: named,
      unrepresentable: "any",
      override: complete,
    }) as unknown as { $defs?: Record<string, JsonObject>; properties: { it: JsonObject } };
    const names = new Map<string, string>();
    const definitions = Object.entries(whole.$defs ?? {});
    for (const [name, definition] of definitions) names.set(name, nameFor(name, definition, io));
    for (const [name, definition] of definitions) {
      const { id: _id, ...rest } = moved(definition, names) as JsonObject;
      components.set(names.get(name) ?? name, rest);
    }
    return moved(whole.properties.it, names) as JsonObject;
  }

  return {
    convert,
    all: () => Object.fromEntries([...components].sort(([left], [right]) => (left < right ? -1 : 1))),
  };
}

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>["override"]>;

const complete: Override = ({ zodSchema, jsonSchema }) => {
  const description = z.globalRegistry.get(zodSchema)?.description;
  if (description !== undefined) jsonSchema.description = description;
  const { def } = zodSchema._zod;
  // The bounds of safe integers are JavaScript's, not ours.
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  // Answers may get new fields later. Only schemas that refuse unknown keys exclude additional ones.
  if (def.type === "object" && def.catchall === undefined) delete jsonSchema.additionalProperties;
};

/** A copy whose references point to the components. */
function moved(value: Json, names: ReadonlyMap<string, string>): Json {
  if (Array.isArray(value)) return value.map((item) => moved(item, names));
  if (typeof value !== "object" || value === null) return value;
  const copy: JsonObject = {};
  for (const [key, child] of Object.entries(value)) {
    if (key === "$ref" && typeof child === "string" && child.startsWith(DEFS)) {
      const name = child.slice(DEFS.length);
      copy.$ref = `${COMPONENTS}${names.get(name) ?? name}`;
    } else copy[key] = moved(child, names);
  }
  return copy;
}
