/** `docs/reference/settings.md`: each section of settings.json with all of its keys. */
import { settingsJsonSchema } from "@tinyagi/contracts";
import { type Schema, typeWords } from "./json-type.js";
import { code, prose, table } from "./markdown.js";

const HEAD = ["Key", "Type", "Default", "What it does"];

export function settingsPage(): string {
  const sections = Object.entries((settingsJsonSchema() as Schema).properties ?? {});
  const plain = sections.filter(([, schema]) => listChildren(schema).length === 0);
  const parts = sections
    .filter(([, schema]) => listChildren(schema).length > 0)
    .map(([name, schema]) => section(name, schema));
  return [
    `## Top level\n\n${table(
      HEAD,
      plain.map(([name, schema]) => row(name, schema)),
    )}`,
    ...parts,
  ].join("\n\n");
}

function section(name: string, schema: Schema): string {
  const rows = listChildren(schema).flatMap(([key, child]) => toRows(key, child));
  return `## ${code(name)}\n\n${prose(schema.description ?? "")}\n\n${table(HEAD, rows)}`;
}

function toRows(key: string, schema: Schema): string[][] {
  const below = listChildren(schema).flatMap(([name, child]) => toRows(`${key}.${name}`, child));
  // A map by id needs no row besides its heading; an object with a description keeps its row.
  if (below.length > 0 && schema.description === undefined) return below;
  return [row(key, schema), ...below];
}

function row(key: string, schema: Schema): string[] {
  return [code(key), typeWords(schema), getDefault(schema), prose(schema.description ?? "")];
}

function getDefault(schema: Schema): string {
  return schema.default === undefined || schema.type === "object" ? "" : code(JSON.stringify(schema.default));
}

/** Properties of an object, or the values of a map. */
function listChildren(schema: Schema): [string, Schema][] {
  const own = Object.entries(schema.properties ?? {});
  const { additionalProperties: any } = schema;
  if (own.length > 0 || typeof any !== "object" || any.type === undefined) return own;
  if (any.type !== "object") return [];
  return [["<id>", any]];
}
