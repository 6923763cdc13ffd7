/** The form in which tools are listed, and what the endpoint needs of tools that are not its own. Only types. */
import type { Log } from "@tinyagi/base";
import type { ServerResult } from "../mcp-servers/result.js";
import type { RouteContext } from "../route-handlers.js";

/** A tool as clients list it. */
export interface ListedTool {
  [key: string]: unknown;
  name: string;
  title: string;
  description: string;
  inputSchema: JsonObjectSchema;
  outputSchema?: JsonObjectSchema;
  annotations: { readOnlyHint: boolean; openWorldHint: boolean };
}

/** A schema of arguments or of a result. */
export interface JsonObjectSchema {
  [key: string]: unknown;
  type: "object";
}

/** The tools of the owner's own MCP servers. */
export interface OutsideTools {
  list(context: RouteContext): Promise<ListedTool[]>;
  /** Undefined when the caller has no such tool. Never rejects. */
  call(
    name: string,
    input: Record<string, unknown>,
    exchange: { context: RouteContext; log: Pick<Log, "error"> },
  ): Promise<ServerResult | undefined>;
}
