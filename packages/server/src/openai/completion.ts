/** The objects of OpenAI's Chat Completions API that an answer consists of. Pure. */
import type { ChatCompletion, ChatUsage } from "@tinyagi/contracts";
import type { RunRow } from "@tinyagi/kernel";

export interface ChatAnswer {
  content: string;
  files: string[];
  usage: ChatUsage;
}

/** What all objects of one answer have in common. */
export interface ChatHead {
  conversationId: string;
  model: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

export function toCompletion(head: ChatHead, { content, files, usage }: ChatAnswer): ChatCompletion {
  return {
    ...base(head),
    object: "chat.completion",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content, refusal: null },
        logprobs: null,
        finish_reason: "stop",
      },
    ],
    usage,
    tinyagi: { conversation_id: head.conversationId, files },
  };
}

interface Delta {
  role?: "assistant";
  content?: string;
  /** What the agents write while they work. Clients that know the field show it apart from the answer. */
  reasoning_content?: string;
}

/** One event of a streamed answer as JSON. */
export function formatChunk(head: ChatHead, delta: Delta, finish: "stop" | null = null): string {
  return JSON.stringify({
    ...base(head),
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
}

/** The last event of a stream whose caller asked for the usage. */
export function formatUsageChunk(head: ChatHead, { usage, files }: ChatAnswer): string {
  return JSON.stringify({
    ...base(head),
    object: "chat.completion.chunk",
    choices: [],
    usage,
    tinyagi: { conversation_id: head.conversationId, files },
  });
}

function base({ conversationId, model, createdAt }: ChatHead) {
  return { id: `chatcmpl-${conversationId}`, created: Math.floor(createdAt / 1_000), model };
}

/** The tokens of all runs. A run that reported none counts as 0, because the API has no other way to say it. */
export function toUsage(
  runs: readonly Pick<RunRow, "input_tokens" | "output_tokens" | "cached_tokens">[],
): ChatUsage {
  let prompt = 0;
  let completion = 0;
  let cached = 0;
  for (const run of runs) {
    prompt += run.input_tokens ?? 0;
    completion += run.output_tokens ?? 0;
    cached += run.cached_tokens ?? 0;
  }
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached },
  };
}
