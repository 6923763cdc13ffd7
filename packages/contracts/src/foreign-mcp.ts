/** MCP servers as other programs write them: `mcpServers` with `command` or `url`. Pure; the file is not trusted. */
import { isEntityId } from "./id.js";
import { dangerousVariable } from "./settings/dangerous-variable.js";
import { mcpServerSchema } from "./settings/mcp-server.js";

export interface ForeignServer {
  readonly id: string;
  readonly config: { [key: string]: string | string[] | Record<string, string> };
}

/** `unusable`: neither a program nor an address. `transport`: it speaks in a way that TinyAGI does not. */
export type LeftReason = "unusable" | "transport" | "no_id" | "twice" | "dangerous_variable";
interface LeftServer {
  /** As the file writes it. */
  readonly name: string;
  readonly reason: LeftReason;
}

interface ForeignServers {
  /** Those that TinyAGI can take. Ids in capitals become small. */
  readonly servers: readonly ForeignServer[];
  readonly left: readonly LeftServer[];
}

/** What else other programs write says nothing to TinyAGI. */
const FIELDS = ["command", "args", "env", "url", "headers"] as const;
/** Words of other programs for a program, and for streamable HTTP. */
const TRANSPORTS: ReadonlySet<unknown> = new Set([undefined, "stdio", "http", "streamable-http"]);

/** Those for everything, then those of single projects. */
export function foreignServers(content: unknown): ForeignServers {
  const { mcpServers, projects } = Object(content) as { mcpServers?: unknown; projects?: unknown };
  const lists = [mcpServers, ...listEntries(projects).map(([, project]) => Object(project).mcpServers)];
  const servers = new Map<string, ForeignServer>();
  const left: LeftServer[] = [];
  for (const [name, value] of lists.flatMap(listEntries)) {
    const one = toServer(name, value);
    const same = "id" in one ? servers.get(one.id) : undefined;
    if ("reason" in one) left.push(one);
    else if (same === undefined) servers.set(one.id, one);
    // A server that several projects have alike is one server.
    else if (JSON.stringify(same.config) !== JSON.stringify(one.config)) left.push({ name, reason: "twice" });
  }
  return { servers: [...servers.values()], left };
}

function toServer(name: string, value: unknown): ForeignServer | LeftServer {
  const given = Object(value) as ForeignServer["config"];
  const config = Object.fromEntries(
    FIELDS.flatMap((field) => {
      const part = given[field];
      return part === undefined ? [] : [[field, part] as const];
    }),
  );
  const isOne = (config.command === undefined) !== (config.url === undefined);
  const parsed = mcpServerSchema.safeParse(config);
  if (!isOne || !parsed.success) return { name, reason: "unusable" };
  if (!TRANSPORTS.has(given.type)) return { name, reason: "transport" };
  if (Object.keys(parsed.data.env).some(dangerousVariable)) return { name, reason: "dangerous_variable" };
  const id = name.toLowerCase();
  return isEntityId(id) ? { id, config } : { name, reason: "no_id" };
}

function listEntries(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}
