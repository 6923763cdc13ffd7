/** Which headers of a call and of its answer cross between machines. No other one does, in either direction. */

const OF_CALLS: ReadonlySet<string> = new Set([
  "accept",
  "accept-language",
  "content-type",
  "idempotency-key",
  "last-event-id",
  "mcp-protocol-version",
  "mcp-session-id",
  "user-agent",
]);
const OF_ANSWERS: ReadonlySet<string> = new Set([
  "allow",
  "cache-control",
  "content-disposition",
  "content-type",
  "location",
  "mcp-session-id",
  "retry-after",
  "www-authenticate",
  "x-content-type-options",
  "x-event-position",
  "x-request-id",
  "x-should-retry",
]);
/** Of one value. */
const VALUE_MAX_CHARS = 8_192;

type Given = Readonly<Record<string, string | readonly string[] | undefined>>;

export function headersOfCall(headers: Given): Record<string, string> {
  return pick(headers, OF_CALLS);
}

export function headersOfAnswer(headers: Given): Record<string, string> {
  return pick(headers, OF_ANSWERS);
}

function pick(headers: Given, allowed: ReadonlySet<string>): Record<string, string> {
  const picked = Object.entries(headers).filter((entry): entry is [string, string] => {
    const [name, value] = entry;
    return allowed.has(name) && typeof value === "string" && value.length <= VALUE_MAX_CHARS;
  });
  return Object.fromEntries(picked);
}
