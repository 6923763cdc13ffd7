/**
 * What agents do, as an editor shows it. The words of whoever got the prompt are the answer as it is written; those of the
 * others, and what models thought, are thoughts. Pure.
 */
import type { SessionUpdate, ToolKind } from "@agentclientprotocol/sdk";
import type { ConversationDetail, EventData, JournalEvent } from "@tinyagi/contracts";
import { createWrittenBlock, type ToolAct, toolAct, toolLine, type WrittenBlock } from "@tinyagi/views";

/** What was already shown of an answer. */
export interface Shown {
  /** The run whose words are the answer; undefined until one speaks. */
  agent: string | undefined;
  text: string;
  /** Where its last block begins: words of a model between two calls of tools. */
  blockAt: number;
  /** Whose thoughts were shown last. */
  thinker: string | undefined;
  /** By their runs. */
  readonly blocks: Map<string, WrittenBlock>;
}

export function nothingShown(): Shown {
  return { agent: undefined, text: "", blockAt: 0, thinker: undefined, blocks: new Map() };
}

export function textChunk(text: string, who: "agent" | "user" = "agent"): SessionUpdate {
  return { sessionUpdate: `${who}_message_chunk`, content: { type: "text", text } };
}

/** @param begins whether it is no continuation of what this agent thought before */
function thoughtChunk(text: string, { agent, begins }: { agent: string; begins: boolean }, shown: Shown) {
  const isFirst = shown.thinker === undefined;
  const words = !isFirst && (begins || shown.thinker !== agent) ? `\n\n${text}` : text;
  shown.thinker = agent;
  return { sessionUpdate: "agent_thought_chunk" as const, content: { type: "text" as const, text: words } };
}

/** @param shown is changed with each word of the answer */
export function updatesOf(event: JournalEvent, shown: Shown): SessionUpdate[] {
  switch (event.type) {
    case "run.started":
      if (event.data.depth === 0) shown.agent ??= event.data.agent;
      return [];
    case "run.progressed":
      return wordsOf(event, event.data, shown);
    case "run.thought": {
      const { agent, text } = event.data;
      return text === undefined ? [] : [thoughtChunk(text, { agent, begins: true }, shown)];
    }
    case "run.tool_started": {
      const { agent, name, callId, input } = event.data;
      const line = toolLine({ name, input });
      const title = agent === shown.agent ? line : `@${agent}: ${line}`;
      return [
        Object.assign(
          { sessionUpdate: "tool_call" as const, toolCallId: toolId(event, callId, name), title },
          { kind: kindOf(name, input), status: "in_progress" as const },
          input === undefined ? {} : { rawInput: { input } },
        ),
      ];
    }
    case "run.tool_completed": {
      const { name, callId, failed, output } = event.data;
      const status = failed ? ("failed" as const) : ("completed" as const);
      const call = {
        sessionUpdate: "tool_call_update" as const,
        toolCallId: toolId(event, callId, name),
        status,
      };
      if (output === undefined) return [call];
      return [
        Object.assign(call, {
          content: [{ type: "content" as const, content: { type: "text" as const, text: output } }],
        }),
      ];
    }
    default:
      return [];
  }
}

function wordsOf({ runId }: JournalEvent, said: EventData<"run.progressed">, shown: Shown): SessionUpdate[] {
  const { agent } = said;
  const block = shown.blocks.get(runId ?? agent) ?? createWrittenBlock();
  shown.blocks.set(runId ?? agent, block);
  const { words, begins } = block.next(said);
  if (words === "") return [];
  shown.agent ??= agent;
  if (agent !== shown.agent) return [thoughtChunk(words, { agent, begins }, shown)];
  const added = begins && shown.text !== "" ? `\n\n${words}` : words;
  shown.text += added;
  if (begins) shown.blockAt = shown.text.length - words.length;
  return [textChunk(added)];
}

/** Ids of calls are unique in their run only. */
function toolId({ runId = "" }: JournalEvent, callId: string | undefined, name: string): string {
  return `${runId}:${callId ?? name}`;
}

/** The acts that editors have a sign for. */
const KINDS: Readonly<Partial<Record<ToolAct, ToolKind>>> = {
  run: "execute",
  output: "execute",
  type: "execute",
  end: "execute",
  read: "read",
  write: "edit",
  edit: "edit",
  list: "search",
  find_files: "search",
  search: "search",
  recall: "search",
  fetch: "fetch",
  search_web: "fetch",
  steps: "think",
};

function kindOf(name: string, input = ""): ToolKind {
  const act = toolAct(name, input);
  return (act && KINDS[act]) ?? "other";
}

type Reply = Pick<ConversationDetail["replies"][number], "message" | "parts" | "notes" | "files">;

/** A reply without what chats add to it: what each agent said, or why it did not. */
export function replyText({ message, parts, notes, files }: Reply): string {
  const said = (parts ?? []).map(({ agent, text, failure, waiting }) => {
    const words = text ?? failure?.message ?? waiting ?? "";
    return parts?.length === 1 ? words : `@${agent}: ${words}`;
  });
  const names = files.length === 0 ? [] : [`Files: ${files.join(", ")}`];
  return [...(parts === null ? [message] : said), ...notes, ...names].join("\n\n").trim();
}

/** What of a reply was not shown yet: nothing if its words came as they were written. */
export function replyUpdates(reply: Reply, shown: Shown): SessionUpdate[] {
  const text = replyText(reply);
  if (text === "" || shown.text.trimEnd().endsWith(text)) return [];
  const block = shown.text.slice(shown.blockAt);
  // The last words of an answer may come with its end alone.
  const continues = block.trim() !== "" && text.startsWith(block);
  const words = continues ? text.slice(block.length) : shown.text.trim() === "" ? text : `\n\n${text}`;
  shown.text += words;
  return [textChunk(words)];
}
