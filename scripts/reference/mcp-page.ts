/** `docs/reference/mcp.md`: every tool of the MCP server, for whom it is, its arguments and its result. */
import type { Services } from "../../packages/server/src/handlers/services.js";
import type { McpTool } from "../../packages/server/src/mcp/tool.js";
import { createMcpTools } from "../../packages/server/src/mcp/tools/table.js";
import { createComponentSchemas } from "../../packages/server/src/openapi/component-schemas.js";
import type { RouteHandlers } from "../../packages/server/src/route-handlers.js";
import { type Schema, typeWords } from "./json-type.js";
import { code, prose, table } from "./markdown.js";

export function mcpPage(): string {
  // Describing a tool calls nothing.
  const tools = createMcpTools({} as Services, {} as RouteHandlers);
  return tools.map(toSection).join("\n\n");
}

function toSection(tool: McpTool): string {
  const { run, person } = tool.input;
  const whom =
    run === undefined ? "For people." : person === undefined ? "For agents." : "For agents and people.";
  const input = toFields(person ?? run, "input", run);
  const output = toFields(tool.output, "output");
  return [
    `## ${tool.name}`,
    `${prose(tool.description)} ${whom}`,
    input.length === 0 ? "No arguments." : table(["Argument", "Type", "Meaning"], input),
    output.length === 0 ? "No data in the result." : table(["Result", "Type", "Meaning"], output),
  ].join("\n\n");
}

/** @param others the schema of agents; fields that it lacks are for people alone */
function toFields(
  schema: McpTool["output"] | undefined,
  io: "input" | "output",
  others = schema,
): string[][] {
  if (schema === undefined) return [];
  const converted = createComponentSchemas().convert(schema, io) as Schema;
  const known = Object.keys(others?.shape ?? {});
  return Object.entries(converted.properties ?? {}).map(([name, field]) => [
    code(`${name}${converted.required?.includes(name) === true ? "" : "?"}`),
    typeWords(field),
    [prose(field.description ?? ""), known.includes(name) ? "" : "Only for people."].join(" ").trim(),
  ]);
}
