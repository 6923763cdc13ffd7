/** `mcp catalog`: what can be added by a name, and what has to be given for it. */
import { type CatalogueRow, catalogueCommand, MCP_CATALOGUE } from "@tinyagi/contracts/mcp-catalogue";
import type { CliContext } from "../../context/context.js";
import { table } from "../../view/table.js";

export function showCatalogue({ output }: CliContext): void {
  const rows: [string, CatalogueRow][] = Object.entries(MCP_CATALOGUE);
  const data = rows.map(([id, row]) => ({ id, ...row, add: catalogueCommand(id, row) }));
  output.data(data, (columns) =>
    table(
      ["SERVER", "WHAT", "NEEDS", "ADD"],
      data.map(({ id, title, add, ...row }) => [id, title, needs(row), add]),
      columns,
    ),
  );
  output.talk("These servers belong to others. You see their tools before an agent gets one.");
}

function needs({ keys = [], login }: Pick<CatalogueRow, "keys" | "login">): string {
  const places = keys.map(({ variable }) => variable);
  return [...places, ...(login === true ? ["a login"] : [])].join(", ") || "nothing";
}
