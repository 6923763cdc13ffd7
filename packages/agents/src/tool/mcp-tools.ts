/**
 * The tools of an MCP server as tools of an agent. The server's texts are data: a name that no provider takes is refused, a
 * result is cut like that of every tool, and a failed call is an error result that the model reads.
 */
import { AppError } from "@tinyagi/contracts";
import { jsonSchema } from "ai";
import { type PictureData, ToolPictures } from "../model/picture.js";
import { type AgentTool, checkToolName } from "./tool.js";

/** Longest wait for one call, if the run has no shorter limit. */
const CALL_TIMEOUT_MS = 24 * 3_600_000;
/** What providers take. */
const PICTURE_TYPES: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/webp", "image/gif"]);
/** Base64 of one picture: what Anthropic takes. */
const PICTURE_MAX_CHARS = 5 * 1_024 * 1_024;
/** Of one result. */
const PICTURES_MAX = 10;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Which server, and as whom. */
export interface McpServerOptions {
  /** Address of a server that speaks streamable HTTP. */
  readonly url: string;
  /** Sent with every request, for example `Authorization`. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Before the name of each tool, so that the tools of several servers differ. Default: nothing. */
  readonly prefix?: string;
}

/** An open connection to an MCP server. Close it when no run uses its tools any more. */
export interface McpTools extends AsyncDisposable {
  /** As the server listed them when the connection was opened. */
  readonly tools: readonly AgentTool[];
  /**
   * Calls a tool for the host, whatever the model is offered.
   *
   * @param name without the prefix
   * @returns the text of the result
   * @throws AppError `CONFLICT` with the text of a failed call, and what the client throws
   */
  call(name: string, input: unknown, signal: AbortSignal): Promise<string>;
}

/** A tool as an MCP server lists it. */
export interface ListedMcpTool {
  readonly name: string;
  readonly description?: string | undefined;
  /** JSON Schema of its arguments. */
  readonly inputSchema: object;
}

/** The answer to a call, in the form of the protocol. */
export interface McpCallResult {
  readonly content?: unknown;
  readonly isError?: boolean | undefined;
}

/** A server whose tools were listed, however it is reached. */
export interface ListedMcpServer {
  readonly tools: readonly ListedMcpTool[];
  /** Calls a tool by its name without the prefix. */
  readonly ask: (name: string, input: unknown, signal: AbortSignal) => Promise<McpCallResult>;
  /** Before the name of each tool. Default: nothing. */
  readonly prefix?: string;
  /** Default: there is nothing to close. */
  readonly close?: () => Promise<void>;
}

/**
 * Makes tools of what a server listed.
 *
 * @throws AppError `INVALID_INPUT` for a tool with a name that providers do not take
 */
export function createMcpTools({ tools, ask, prefix = "", close }: ListedMcpServer): McpTools {
  return {
    tools: tools.map(({ name, description = "", inputSchema }): AgentTool => {
      checkToolName(prefix + name);
      return {
        name: prefix + name,
        description,
        inputSchema: schemaOf(inputSchema),
        execute: async (input, { signal }) => toResult(await ask(name, input, signal)),
      };
    }),
    call: async (name, input, signal) => toText(await ask(name, input, signal)),
    [Symbol.asyncDispose]: async () => close?.(),
  };
}

/** The same object for the same schema, so that what is prepared of it once serves every run. */
const schemas = new WeakMap<object, AgentTool["inputSchema"]>();

function schemaOf(inputSchema: object): AgentTool["inputSchema"] {
  const known = schemas.get(inputSchema);
  if (known !== undefined) return known;
  const schema = jsonSchema(inputSchema as Parameters<typeof jsonSchema>[0]);
  schemas.set(inputSchema, schema);
  return schema;
}

/**
 * Connects to an MCP server and lists its tools.
 *
 * @throws AppError `INVALID_INPUT` for a tool with a name that providers do not take, and the client's error when the server
 * cannot be reached
 */
export async function connectMcpTools({ url, headers, prefix = "" }: McpServerOptions): Promise<McpTools> {
  // Loaded here: agents without MCP start without it.
  const { Client, StreamableHTTPClientTransport } = await import("@modelcontextprotocol/client");
  const client = new Client({ name: "tinyagi-agents", version: "1" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { ...headers } } }),
  );
  const close = () => client.close();
  try {
    const { tools } = await client.listTools();
    return createMcpTools({
      tools,
      ask: (name, input, signal) =>
        client.callTool(
          { name, arguments: input as Record<string, unknown> },
          { signal, timeout: CALL_TIMEOUT_MS },
        ),
      prefix,
      close,
    });
  } catch (error) {
    await close();
    throw error;
  }
}

interface ContentPart {
  readonly type: string;
  readonly text?: string;
  readonly data?: string;
  readonly mimeType?: string;
}

function toParts({ content }: McpCallResult): ContentPart[] {
  return Array.isArray(content) ? (content as ContentPart[]) : [];
}

function toResult(result: McpCallResult): string | ToolPictures {
  const pictures = toParts(result).flatMap(pictureIn).slice(0, PICTURES_MAX);
  const text = toText(result);
  return pictures.length === 0 ? text : new ToolPictures(text, pictures);
}

function pictureIn({ type, data, mimeType = "" }: ContentPart): PictureData[] {
  const isPicture = type === "image" && PICTURE_TYPES.has(mimeType) && typeof data === "string";
  return isPicture && data.length <= PICTURE_MAX_CHARS && BASE64.test(data)
    ? [{ data, mediaType: mimeType }]
    : [];
}

function toText(result: McpCallResult): string {
  const text = toParts(result)
    .map((part) => part.text ?? (pictureIn(part).length > 0 ? "(a picture)" : `(${part.type} left out)`))
    .join("\n");
  if (result.isError === true) throw new AppError("CONFLICT", text);
  return text;
}
