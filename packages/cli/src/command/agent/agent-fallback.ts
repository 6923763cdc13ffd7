/** An agent's fallback list as the command line takes and shows it: `openai,api=sonnet`. */
import type { FallbackEntry } from "@tinyagi/contracts";
import { InvalidArgumentError } from "commander";

/** Parses `provider` or `provider=model`, separated by commas; an empty text is the empty list. */
export function parseFallback(value: string): FallbackEntry[] {
  return value === "" ? [] : value.split(",").map((entry) => parseEntry(entry.trim()));
}

/** The list as {@link parseFallback} takes it. */
export function shownFallback(list: readonly FallbackEntry[]): string {
  return list
    .map(({ provider, model }) => (model === undefined || model === "" ? provider : `${provider}=${model}`))
    .join(", ");
}

function parseEntry(entry: string): FallbackEntry {
  // Ids of providers hold no "=", names of models neither.
  const [provider = "", model, ...more] = entry.split("=");
  if (provider === "" || model === "" || more.length > 0)
    throw new InvalidArgumentError("Use providers separated by commas, such as openai,api=sonnet.");
  return model === undefined ? { provider } : { provider, model };
}
