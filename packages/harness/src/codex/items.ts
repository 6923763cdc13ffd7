/** What codex does in a turn, as `exec --json` and `app-server` report it: the same items, in two spellings. Pure. */

import type { HarnessEvent } from "@tinyagi/contracts";
import { isBlank } from "@tinyagi/contracts/clean-text";
import { compact, type JsonObject, toList, toNumber, toText } from "../cli/json-line.js";

const TOOL_OUTPUT_MAX_CHARS = 64 * 1024;
const THOUGHT_MAX_CHARS = 64 * 1024;

/** Each type of an item in the spelling of `exec`. */
const TYPES: Readonly<Record<string, string>> = {
  agentMessage: "agent_message",
  commandExecution: "command_execution",
  fileChange: "file_change",
  mcpToolCall: "mcp_tool_call",
  webSearch: "web_search",
  contextCompaction: "context_compaction",
};

/** Statuses of an item that did not do what it was to do. */
const FAILED: ReadonlySet<unknown> = new Set(["failed", "declined"]);

/** An item that began. */
export function itemStarted(item: JsonObject | undefined): HarnessEvent[] {
  const tool = toTool(item);
  if (tool === undefined) return [];
  return [compact({ type: "tool.started", name: tool.name, callId: tool.callId, input: tool.input })];
}

/** An item that ended. Of messages of the agent, see {@link messageIn}. */
export function itemCompleted(item: JsonObject | undefined): HarnessEvent[] {
  const message = messageIn(item);
  if (message !== undefined) return [{ type: "text", text: message, delta: false }];
  const thought = thoughtIn(item);
  if (thought !== undefined) return [{ type: "thought", text: thought.slice(0, THOUGHT_MAX_CHARS) }];
  if (typeOf(item) === "context_compaction") return [{ type: "context.compacted" }];
  const tool = toTool(item);
  if (tool === undefined) return [];
  const { name, callId, output, failed } = tool;
  return [compact({ type: "tool.completed", name, callId, output, failed })];
}

/** The text of a message of the agent; undefined for another item, and for an empty one. */
export function messageIn(item: JsonObject | undefined): string | undefined {
  const text = typeOf(item) === "agent_message" ? toText(item?.text) : undefined;
  return text === undefined || isBlank(text) ? undefined : text;
}

function typeOf(item: JsonObject | undefined): unknown {
  const type = item?.type;
  return typeof type === "string" && Object.hasOwn(TYPES, type) ? TYPES[type] : type;
}

function thoughtIn(item: JsonObject | undefined): string | undefined {
  if (item?.type !== "reasoning") return undefined;
  const parts = [...toList(item.summary), ...toList(item.content)];
  const text = toText(item.text) ?? parts.filter((part) => typeof part === "string").join("\n\n");
  return text.trim() === "" ? undefined : text;
}

interface Tool {
  readonly name: string;
  readonly callId: string | undefined;
  readonly input: unknown;
  readonly output: string | undefined;
  readonly failed: true | undefined;
}

function toTool(item: JsonObject | undefined): Tool | undefined {
  if (item === undefined) return undefined;
  const exitCode = toNumber(item.exit_code ?? item.exitCode);
  const isFailed = FAILED.has(item.status) || (exitCode !== undefined && exitCode !== 0);
  const common = { callId: toText(item.id), failed: isFailed ? (true as const) : undefined };
  switch (typeOf(item)) {
    case "command_execution": {
      const output = toText(item.aggregated_output ?? item.aggregatedOutput)?.slice(0, TOOL_OUTPUT_MAX_CHARS);
      return { ...common, name: "command", input: item.command, output };
    }
    case "file_change":
      return { ...common, name: "file_change", input: item.changes, output: undefined };
    case "mcp_tool_call": {
      const name = [toText(item.server), toText(item.tool)].filter((part) => part !== undefined).join(".");
      return { ...common, name: name === "" ? "mcp" : name, input: item.arguments, output: undefined };
    }
    case "web_search":
      return { ...common, name: "web_search", input: item.query, output: undefined };
    default:
      return undefined;
  }
}
