/**
 * The tools as their callers have them: one table behind two doors, the route of the protocol for programs, and
 * `run-tools.ts` for agents that run in this process. What is listed, allowed and counted is decided here and behind it.
 */
import type { ServerLog } from "../options.js";
import type { RouteContext } from "../route-handlers.js";
import { type CallerTools, callTool, collectTools, type ToolResult } from "./call-tool.js";
import type { ListedTool, OutsideTools } from "./listed-tool.js";
import { type LoadTools, type McpTool, type ToolCaller, toCaller } from "./tool.js";

export interface ToolCall {
  readonly name: string;
  readonly input: Record<string, unknown>;
  /** The caller reads the text alone: no data are made. */
  readonly textOnly?: boolean;
}

export interface ToolDesk {
  list(context: RouteContext): Promise<ListedTool[]>;
  /** Undefined: the caller has no such tool. Never rejects for what a tool does. */
  call(call: ToolCall, context: RouteContext): Promise<ToolResult | undefined>;
}

export interface ToolDeskOptions {
  tools: readonly McpTool[];
  /** Those of the owner's own servers. Default: none. */
  outside?: OutsideTools | undefined;
  log: ServerLog;
}

/** Opens the desk when it is first needed: no other route uses the schemas of tools. */
export function openDeskOnce(
  loadTools: LoadTools,
  options: Omit<ToolDeskOptions, "tools">,
): () => Promise<ToolDesk> {
  let desk: Promise<ToolDesk> | undefined;
  return () => {
    desk ??= loadTools().then((tools) => createToolDesk({ ...options, tools }));
    return desk;
  };
}

export function createToolDesk({ tools, outside, log }: ToolDeskOptions): ToolDesk {
  const offers: Record<ToolCaller, CallerTools> = {
    run: collectTools(tools, "run"),
    person: collectTools(tools, "person"),
  };

  function offered(name: string, context: RouteContext): McpTool | undefined {
    const tool = offers[toCaller(context.principal)].byName.get(name);
    return tool?.isOffered?.(context) === false ? undefined : tool;
  }

  return {
    async list(context) {
      const own = offers[toCaller(context.principal)].listed.filter(({ name }) => {
        const tool = offered(name, context);
        return tool !== undefined && tool.isListed?.(context) !== false;
      });
      return [...own, ...((await outside?.list(context)) ?? [])];
    },
    async call({ name, input, textOnly = false }, context) {
      const tool = offered(name, context);
      return tool === undefined
        ? outside?.call(name, input, { context, log })
        : callTool(tool, { input, context, log, textOnly });
    },
  };
}
