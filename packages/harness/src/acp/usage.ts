/** What a turn used, from the places where programs say it. Pure. */
import type { ContextUse, Usage } from "@tinyagi/contracts";
import { compact, countOf, type JsonObject, toNumber, toObject } from "../cli/json-line.js";

/** Tokens in the answer to a prompt: where the protocol has them, or where Gemini puts them. Absent: the program counts none. */
export function usageOf(response: JsonObject): Usage | undefined {
  const quota = toObject(toObject(toObject(response._meta)?.quota)?.token_count);
  const said = toObject(response.usage) ?? toObject(toObject(response._meta)?.usage) ?? quota;
  if (said === undefined) return undefined;
  return compact<Usage>({
    inputTokens: countOf(said.inputTokens ?? said.input_tokens),
    outputTokens: countOf(said.outputTokens ?? said.output_tokens),
    cachedTokens: countOf(said.cachedReadTokens ?? said.cached_tokens),
  });
}

/** How full the session is, as an update says it. */
export function contextIn(update: JsonObject): ContextUse | undefined {
  const [tokens, window] = [countOf(update.used), countOf(update.size)];
  if (tokens === undefined) return undefined;
  return window === undefined || window === 0 ? { tokens } : { tokens, window };
}

/** US dollars of the whole session, as an update says it. */
export function sessionCost(update: JsonObject): number | undefined {
  const cost = toObject(update.cost);
  return cost?.currency === "USD" ? toNumber(cost.amount) : undefined;
}
