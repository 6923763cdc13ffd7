/**
 * Calls one tool for one caller: parses the arguments, and turns answers and refusals into results that a model reads.
 * A refusal is a result, not an error of the protocol, so that the caller goes on.
 */
import { AppError, isAppError, storageError } from "@tinyagi/contracts";
import { z } from "zod";
import type { ResultPart } from "../mcp-servers/result.js";
import type { ServerLog } from "../options.js";
import type { RouteContext } from "../route-handlers.js";
import { parsePart } from "../routing/parse-input.js";
import type { JsonObjectSchema, ListedTool } from "./listed-tool.js";
import { shortSchema } from "./short-schema.js";
import { type McpTool, type ToolCaller, toCaller } from "./tool.js";

/** The tools of one kind of caller. */
export interface CallerTools {
  readonly listed: readonly ListedTool[];
  readonly byName: ReadonlyMap<string, McpTool>;
}

export interface ToolResult {
  [key: string]: unknown;
  content: ResultPart[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
}

export function collectTools(tools: readonly McpTool[], caller: ToolCaller): CallerTools {
  const own = tools.filter(({ input }) => input[caller] !== undefined);
  return {
    listed: own.map((tool) => listedTool(tool, caller)),
    byName: new Map(own.map((tool) => [tool.name, tool])),
  };
}

function listedTool(tool: McpTool, caller: ToolCaller): ListedTool {
  const { name, title, description, readOnly } = tool;
  return {
    name,
    title,
    description,
    inputSchema: inputSchema(tool, caller),
    ...(tool.textOnly === true ? {} : { outputSchema: jsonSchema(tool.output, "output") }),
    annotations: { readOnlyHint: readOnly, openWorldHint: false },
  };
}

/** People's clients may check and show the bounds. */
function inputSchema(tool: McpTool, caller: ToolCaller): JsonObjectSchema {
  const schema = jsonSchema(tool.input[caller] ?? z.strictObject({}), "input");
  return caller === "run" ? shortSchema(schema) : schema;
}

function jsonSchema(schema: z.ZodObject, io: "input" | "output"): JsonObjectSchema {
  return { ...z.toJSONSchema(schema, { io }), type: "object" };
}

export interface ToolExchange {
  input: unknown;
  context: RouteContext;
  log: ServerLog;
  /** No data beside the text. */
  textOnly: boolean;
}

/** Never rejects. */
export async function callTool(
  tool: McpTool,
  { input, context, log, textOnly }: ToolExchange,
): Promise<ToolResult> {
  try {
    const parsed = parsePart(tool.input[toCaller(context.principal)], input);
    const { text, data } = await tool.call(parsed, context);
    const content = [{ type: "text" as const, text }];
    if (textOnly || tool.textOnly === true) return { content };
    return { content, structuredContent: tool.output.parse(data) };
  } catch (error) {
    if (!isAppError(error)) log.error({ err: error, tool: tool.name }, "a tool failed");
    if (isAppError(error)) return refusal(error);
    return refusal(storageError(error) ?? new AppError("INTERNAL", "The tool failed. Try again later."));
  }
}

/** What a model reads of an error. */
export function refusal({ code, message, details }: AppError): ToolResult {
  const more = details
    .filter((detail) => !message.includes(detail.message))
    .map(({ path, message: what }) => `- ${path === undefined ? "" : `${path}: `}${what}`);
  return { content: [{ type: "text", text: [`${code}: ${message}`, ...more].join("\n") }], isError: true };
}
