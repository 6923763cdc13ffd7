/**
 * Takes credentials out of what is recorded: what looks like one, and every secret that the daemon itself used. Values
 * it learned are never shown, logged or stored by it.
 */
import { redactSecrets, redactText } from "@tinyagi/contracts";

/** Shorter values are ordinary words. */
const LEARNED_MIN_CHARS = 8;
/** Most learned values; the oldest is forgotten. */
const LEARNED_MAX = 1_000;
const REPLACEMENT = "[redacted]";

export interface Redactor {
  /** Remembers a secret. A short one is ignored. */
  learn(secret: string): void;
  text(text: string): string;
  /** A copy of a JSON value, with the values of fields such as `password` taken out, too. */
  value(value: unknown): unknown;
}

export function createRedactor(): Redactor {
  const learned = new Set<string>();
  let pattern: RegExp | undefined;
  const text = (given: string): string => {
    const clean = redactText(given);
    if (learned.size === 0) return clean;
    pattern ??= patternOf(learned);
    return clean.replace(pattern, REPLACEMENT);
  };
  return {
    learn(secret) {
      if (secret.length < LEARNED_MIN_CHARS || learned.has(secret)) return;
      learned.add(secret);
      const [oldest] = learned.size > LEARNED_MAX ? learned : [];
      if (oldest !== undefined) learned.delete(oldest);
      pattern = undefined;
    },
    text,
    value: (value) => mapTexts(redactSecrets(value), text),
  };
}

/** Longest first: a secret that begins with another one is taken out whole. */
function patternOf(secrets: ReadonlySet<string>): RegExp {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(escaped).join("|"), "g");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** `redactSecrets` has already bounded the depth. */
function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) return value.map((entry) => mapTexts(entry, map));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mapTexts(entry, map)]));
}
