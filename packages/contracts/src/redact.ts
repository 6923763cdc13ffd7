/** The default redactor: takes out what looks like a credential, by the name of its field or by its form. */

const SECRET_FIELD =
  /pass(word|phrase)?$|secret|token$|api[-_]?key|authorization|credential|cookie|private[-_]?key/i;
const SECRET_TEXT =
  /\b(sk|pk|rk|ghp|gho|ghs|xox[abprs]|glpat)[-_][A-Za-z0-9_-]{8,}|\bgithub_pat_\w{20,}|\bAKIA[A-Z0-9]{12,}|\bBearer\s+[\w.~+/=-]{8,}|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const REPLACEMENT = "[redacted]";
const MAX_DEPTH = 12;

/** A copy of `value` without credentials. What lies deeper than 12 levels is left out. */
export function redactSecrets(value: unknown): unknown {
  return redactAt(value, 0);
}

/** The text without what looks like a credential. */
export function redactText(text: string): string {
  return text.replace(SECRET_TEXT, REPLACEMENT);
}

function redactAt(value: unknown, depth: number): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) return "[too deep]";
  if (Array.isArray(value)) return value.map((entry) => redactAt(entry, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      SECRET_FIELD.test(key) && typeof entry !== "object" ? REPLACEMENT : redactAt(entry, depth + 1),
    ]),
  );
}
