/**
 * Takes credentials out of what is recorded: what looks like one, and every secret that the daemon itself used. Values
 * it learned are never shown, logged or stored by it.
 */
import { redactSecrets, redactText, unfinishedSecretAt } from "@tinyagi/contracts";

/** Shorter values are ordinary words. */
const LEARNED_MIN_CHARS = 8;
/** Most learned values; the oldest is forgotten. */
const LEARNED_MAX = 1_000;
const ONE_WORD = /^[!-~]*$/;
const REPLACEMENT = "[redacted]";

export interface Redactor {
  /** Remembers a secret. A short one is ignored. */
  learn(secret: string): void;
  text(text: string): string;
  /** Where a secret may begin that the end of the text cuts off; the length of the text when there is none. */
  unfinishedAt(text: string): number;
  /** A copy of a JSON value, with the values of fields such as `password` taken out, too. */
  value(value: unknown): unknown;
}

export function createRedactor(): Redactor {
  const learned = new Set<string>();
  let pattern: RegExp | undefined;
  const text = (given: string): string => {
    const clean = redactText(given);
    if (learned.size === 0) return clean;
    pattern ??= toPattern(learned);
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
    unfinishedAt: (given) => unfinishedAt(given, learned),
    value: (value) => redactSecrets(value, text),
  };
}

/** The last word of the text is held back in any case, so only secrets with other characters matter here. */
function unfinishedAt(text: string, learned: Iterable<string>): number {
  let end = unfinishedSecretAt(text);
  for (const secret of learned) {
    if (ONE_WORD.test(secret)) continue;
    end = Math.min(end, beginningAt(text, secret));
    // Whole, but the end of the pieces would lie within it.
    const whole = text.lastIndexOf(secret);
    if (whole >= 0 && whole < end && whole + secret.length > end) end = whole;
  }
  return end;
}

/** Where the longest end of the text begins that the secret begins with. */
function beginningAt(text: string, secret: string): number {
  for (let chars = Math.min(secret.length, text.length); chars > 0; chars -= 1)
    if (text.endsWith(secret.slice(0, chars))) return text.length - chars;
  return text.length;
}

/** Longest first: a secret that begins with another one is taken out whole. */
function toPattern(secrets: ReadonlySet<string>): RegExp {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(escaped).join("|"), "g");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
