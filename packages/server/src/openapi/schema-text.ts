/**
 * Renders JSON Schemas in a form that people read as types: `{ id: integer; author?: string }`. For the page only.
 */
import type { Json, JsonObject } from "./component-schemas.js";

const INDENT = "  ";
const DEPTH_MAX = 8;

/** @param schema JSON Schema as plain JSON */
export function schemaText(schema: Json | undefined, depth = 0): string {
  if (!isObject(schema) || depth > DEPTH_MAX) return "any";
  if (typeof schema.$ref === "string") return schema.$ref.split("/").at(-1) ?? "any";
  const union = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(union)) return union.map((part) => schemaText(part, depth)).join(" | ");
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return listText(schema, depth);
  if (schema.type === "object") return objectText(schema, depth);
  if (Array.isArray(schema.type)) return schema.type.join(" | ");
  return typeof schema.type === "string" ? schema.type : "any";
}

function listText(schema: JsonObject, depth: number): string {
  const item = schemaText(schema.items, depth);
  return item.includes(" | ") ? `(${item})[]` : `${item}[]`;
}

function objectText(schema: JsonObject, depth: number): string {
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  if (properties.length === 0) {
    const { additionalProperties } = schema;
    return isObject(additionalProperties) && Object.keys(additionalProperties).length > 0
      ? `{ [key]: ${schemaText(additionalProperties, depth)} }`
      : "object";
  }
  const required = Array.isArray(schema.required) ? schema.required : [];
  const inner = INDENT.repeat(depth + 1);
  const lines = properties.map(([name, property]) => {
    const note = isObject(property) && typeof property.description === "string" ? property.description : "";
    const mark = required.includes(name) ? "" : "?";
    const text = `${inner}${name}${mark}: ${schemaText(property, depth + 1)}${standard(property)}`;
    return note === "" ? text : `${inner}// ${note}\n${text}`;
  });
  return `{\n${lines.join("\n")}\n${INDENT.repeat(depth)}}`;
}

function standard(property: Json): string {
  return isObject(property) && property.default !== undefined ? ` = ${JSON.stringify(property.default)}` : "";
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
