/**
 * How full the context of claude is: the prompt of its newest call, and the window of that call's model, which the result
 * says. Calls of its sub-agents have contexts of their own, and a line that reports an error has no prompt.
 */
import type { HarnessEvent } from "@tinyagi/contracts";
import { countOf, type JsonObject, toObject, toText } from "../cli/json-line.js";
import { usageIn } from "./usage.js";

export interface ClaudeContext {
  /** Reads a line of type `assistant` or `result`. */
  readonly read: (entry: JsonObject) => HarnessEvent[];
  /** The session was summarised: the next call says how full it is. */
  readonly forget: () => void;
}

export function createClaudeContext(): ClaudeContext {
  let newest: { tokens: number; model: string | undefined } | undefined;

  function readCall(entry: JsonObject): HarnessEvent[] {
    const message = toObject(entry.message);
    const isMain = toText(entry.parent_tool_use_id) === undefined;
    const tokens = usageIn(message?.usage)?.inputTokens;
    if (!isMain || toText(entry.error) !== undefined || tokens === undefined || tokens === 0) return [];
    const isSame = newest?.tokens === tokens;
    newest = { tokens, model: toText(message?.model) };
    return isSame ? [] : [{ type: "context", tokens }];
  }

  return {
    read(entry) {
      if (entry.type === "assistant") return readCall(entry);
      const window = newest === undefined ? undefined : windowOf(entry, newest.model);
      if (newest === undefined || window === undefined) return [];
      return [{ type: "context", tokens: newest.tokens, window }];
    },
    forget() {
      newest = undefined;
    },
  };
}

/** A model of many tokens has a mark behind its name there: `[1m]`. Where two names fit, the window is not known. */
function windowOf(result: JsonObject, model: string | undefined): number | undefined {
  const fitting = Object.entries(toObject(result.modelUsage) ?? {}).filter(
    ([name]) => name === model || name.split("[", 1)[0] === model,
  );
  const window = countOf(toObject(fitting[0]?.[1])?.contextWindow);
  return fitting.length === 1 && window !== 0 ? window : undefined;
}
