/**
 * What an MCP tool is: its schemas for each kind of caller, and a function over the daemon's parts. A tool parses
 * nothing and knows no protocol. It throws an `AppError` to refuse; the caller reads the error and goes on.
 */
import type { z } from "zod";
import type { RouteContext } from "../route-handlers.js";
import type { Principal } from "../security/principal.js";

/** Kinds of callers that are offered different tools: an agent's run, or a person with an MCP client. */
export type ToolCaller = "run" | "person";

export interface ToolAnswer<O extends z.ZodObject = z.ZodObject> {
  /** What a model reads. */
  text: string;
  /** The same as data. */
  data: z.input<O>;
}

export interface McpTool {
  readonly name: string;
  readonly title: string;
  /** For a model: when to use the tool, and what it returns. */
  readonly description: string;
  /** The arguments for each kind of caller. A caller without a schema is not offered the tool. */
  readonly input: { readonly [C in ToolCaller]?: z.ZodObject };
  readonly output: z.ZodObject;
  /** Whether this caller has the tool at all. Default: every caller that `input` has a schema for. */
  readonly isOffered?: (context: RouteContext) => boolean;
  /** Whether the list contains the tool for this caller. A call is refused in words all the same. Default: yes. */
  readonly isListed?: (context: RouteContext) => boolean;
  /** The caller reads the text only, and would reject or prefer data beside it: no schema and no data are sent. */
  readonly textOnly?: true;
  /** The tool changes nothing. */
  readonly readOnly: boolean;
  /** @param input parsed by the schema of the caller's kind */
  call(input: unknown, context: RouteContext): Promise<ToolAnswer>;
}

/** Called at the first MCP request. */
export type LoadTools = () => Promise<readonly McpTool[]>;

type InputOf<I extends McpTool["input"]> = z.output<NonNullable<I[ToolCaller]>>;

/** Checks the types of a tool's function against its schemas. */
export function defineTool<I extends McpTool["input"], O extends z.ZodObject>(
  tool: Omit<McpTool, "input" | "output" | "call"> & {
    readonly input: I;
    readonly output: O;
    call(input: InputOf<I>, context: RouteContext): Promise<ToolAnswer<O>>;
  },
): McpTool {
  return { ...tool, call: (input, context) => tool.call(input as InputOf<I>, context) };
}

/** Channels are no callers: the route refuses them. */
export function toCaller(principal: Principal): ToolCaller {
  return principal.kind === "run" ? "run" : "person";
}
