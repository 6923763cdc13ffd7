/**
 * What a run of claude has used so far. The result line reports it at the end; until then each model call reports its
 * own: the input when it starts, the output as it grows. Sub-agents of claude call models at the same time. A turn never
 * counts less than was streamed.
 */
import type { Usage } from "@tinyagi/contracts";
import { compact, countOf, type JsonObject, toObject, toText } from "../cli/json-line.js";

/** Calls that may still report more. An older one is complete. */
const OPEN_CALLS_MAX = 1_000;
const FIELDS = ["inputTokens", "outputTokens", "cachedTokens"] as const;

export interface ClaudeUsage {
  /** Reads a line of type `stream_event` or `assistant`. @returns the total, if the line changed it */
  readonly read: (entry: JsonObject) => Usage | undefined;
  /** All that was read. */
  readonly total: () => Usage;
}

/**
 * What a turn used, of what its results count and what was streamed. The result of a turn that was interrupted, or failed,
 * leaves out the calls that did not end. Then its price is that of a part, and says nothing of the whole.
 *
 * @param costUsd of the results
 * @param isWhole whether the turn ended with an answer
 */
export function turnUsage(
  counted: readonly Usage[],
  { streamed, costUsd, isWhole }: { streamed: Usage; costUsd: number | undefined; isWhole: boolean },
): Usage | undefined {
  const usage: Usage = {};
  let isMore = false;
  for (const field of FIELDS) {
    const reported = sumOf(counted.map((one) => one[field]));
    const most = Math.max(reported ?? 0, streamed[field] ?? 0);
    isMore ||= most > (reported ?? 0);
    if (reported !== undefined || streamed[field] !== undefined) usage[field] = most;
  }
  if (costUsd !== undefined && (isWhole || !isMore)) usage.costUsd = costUsd;
  return Object.keys(usage).length === 0 ? undefined : usage;
}

/** @returns undefined if there is nothing to add */
function sumOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((one, other) => one + other, 0);
}

/** Counts tokens read from or written to the cache as input: the API does not include them in `input_tokens`. */
export function usageIn(value: unknown): Usage | undefined {
  const usage = toObject(value);
  if (usage === undefined) return undefined;
  const cached = countOf(usage.cache_read_input_tokens);
  const fresh = countOf(usage.input_tokens);
  const written = countOf(usage.cache_creation_input_tokens) ?? 0;
  return compact<Usage>({
    inputTokens: fresh === undefined ? undefined : fresh + written + (cached ?? 0),
    outputTokens: countOf(usage.output_tokens),
    cachedTokens: cached,
  });
}

export function createClaudeUsage(): ClaudeUsage {
  const total: Usage = {};
  const calls = new Map<string, Usage>();
  /** The call that a stream belongs to, by the tool call of the sub-agent; the main agent has none. */
  const streams = new Map<string, string>();

  /** Reports of a call are totals of that call, and a line may repeat an earlier one. */
  function add(callId: string, report: Usage): boolean {
    const known = calls.get(callId) ?? {};
    let isMore = false;
    const next: Usage = { ...known };
    for (const field of FIELDS) {
      const more = (report[field] ?? 0) - (known[field] ?? 0);
      if (report[field] === undefined || more < 0) continue;
      next[field] = report[field];
      total[field] = (total[field] ?? 0) + more;
      isMore ||= more > 0;
    }
    calls.set(callId, next);
    const [oldest] = calls.keys();
    if (calls.size > OPEN_CALLS_MAX && oldest !== undefined) calls.delete(oldest);
    return isMore;
  }

  return {
    read(entry) {
      const stream = toText(entry.parent_tool_use_id) ?? "";
      const event = toObject(entry.event);
      const message = toObject(entry.type === "assistant" ? entry.message : event?.message);
      const id = toText(message?.id);
      if (event?.type === "message_start" && id !== undefined) {
        if (streams.size >= OPEN_CALLS_MAX) streams.clear();
        streams.set(stream, id);
      }
      const callId = event?.type === "message_delta" ? streams.get(stream) : id;
      const report = usageIn(event?.type === "message_delta" ? event.usage : message?.usage);
      if (callId === undefined || report === undefined || !add(callId, report)) return undefined;
      return { ...total };
    },
    total: () => ({ ...total }),
  };
}
