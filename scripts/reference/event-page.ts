/** `docs/reference/events.md`: every event of the journal, when it is sent, and its fields. */
import { EVENT_SCHEMAS, EVENT_TYPES } from "@tinyagi/contracts";
import { createComponentSchemas } from "../../packages/server/src/openapi/component-schemas.js";
import { type Schema, typeWords } from "./json-type.js";
import { code, prose, table } from "./markdown.js";

export function eventPage(): string {
  const schemas = createComponentSchemas();
  const groups = new Map<string, string[][]>();
  for (const type of EVENT_TYPES) {
    const group = type.split(".")[0] ?? type;
    const schema = schemas.convert(EVENT_SCHEMAS[type], "output") as Schema;
    const rows = groups.get(group) ?? [];
    rows.push([code(type), prose(schema.description ?? ""), toFields(schema)]);
    groups.set(group, rows);
  }
  return [...groups]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([group, rows]) => `## ${group}\n\n${table(["Event", "When", "Fields of `data`"], rows)}`)
    .join("\n\n");
}

function toFields(schema: Schema): string {
  return Object.entries(schema.properties ?? {})
    .map(([name, field]) => {
      const mark = schema.required?.includes(name) === true ? "" : "?";
      const note = field.description === undefined ? "" : `: ${prose(field.description)}`;
      return `${code(`${name}${mark}`)} (${typeWords(field)}${note})`;
    })
    .join(", ");
}
