/** MCP servers as other programs write them: `mcpServers` with `command` or `url`. Pure; the file is not trusted. */
import { mcpServerSchema } from "./settings/mcp-server.js";

export interface ForeignServer {
  readonly id: string;
  readonly config: { [key: string]: string | string[] | Record<string, string> };
}

/** What else other programs write says nothing to TinyAGI. */
const FIELDS = ["command", "args", "env", "url", "headers"] as const;

/** Those that TinyAGI can take. Ids in capitals become small. */
export function foreignServers(content: unknown): ForeignServer[] {
  const { mcpServers } = Object(content) as { mcpServers?: unknown };
  return Object.entries(Object(mcpServers) as Record<string, unknown>).flatMap(([name, value]) => {
    const given = Object(value) as ForeignServer["config"];
    const config = Object.fromEntries(
      FIELDS.flatMap((field) => {
        const part = given[field];
        return part === undefined ? [] : [[field, part] as const];
      }),
    );
    const isOne = (config.command === undefined) !== (config.url === undefined);
    if (!isOne || !mcpServerSchema.safeParse(config).success) return [];
    return [{ id: name.toLowerCase(), config }];
  });
}
