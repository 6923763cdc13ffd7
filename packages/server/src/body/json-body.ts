/**
 * Parses a JSON body of untrusted origin. It limits nesting and the number of values before `JSON.parse` reads the text,
 * and refuses keys that reach a prototype. A value that only mentions such a word is ordinary text.
 */
import { AppError } from "@tinyagi/contracts";

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor"]);
/** A text without these cannot contain a forbidden key, not even an escaped one (`\u005f`). */
const SUSPICIOUS = /__proto__|constructor|\\u/;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

export interface JsonLimits {
  maxDepth: number;
  /** Objects, lists and their items. Schemas check each of them, so their number bounds what a body costs. */
  maxValues: number;
}

/** Returns the parsed body, `undefined` for an empty one. Throws `INVALID_JSON` (400) or `PAYLOAD_TOO_LARGE` (413). */
export function parseJsonBody(bytes: Buffer, limits: JsonLimits): unknown {
  if (bytes.length === 0) return undefined;
  checkSize(bytes, limits);
  const text = decode(bytes);
  const value = parse(text);
  if (SUSPICIOUS.test(text)) refuseForbiddenKeys(value);
  return value;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError("INVALID_JSON", "The body is not UTF-8.", { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own error quotes the body, so it is not even kept as the cause.
    throw new AppError("INVALID_JSON", "The body is not valid JSON.");
  }
}

/** Counts brackets and commas outside of strings, and stops at the first limit that is exceeded. */
function checkSize(bytes: Buffer, { maxDepth, maxValues }: JsonLimits): void {
  let depth = 0;
  let values = 1;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === QUOTE) {
      index = endOfString(bytes, index);
    } else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) {
      depth += 1;
      values += 1;
      if (depth > maxDepth)
        throw new AppError("INVALID_JSON", `The JSON is nested deeper than ${maxDepth} levels.`);
    } else if (byte === COMMA) {
      values += 1;
    } else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
      depth -= 1;
    }
    if (values > maxValues)
      throw new AppError("PAYLOAD_TOO_LARGE", `The JSON contains more than ${maxValues} values. Send fewer.`);
  }
}

/** Index of the quote that ends the string opened at `start`, or the length when there is none. */
function endOfString(bytes: Buffer, start: number): number {
  let end = bytes.indexOf(QUOTE, start + 1);
  while (end !== -1) {
    let escapes = 0;
    while (bytes[end - 1 - escapes] === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return end;
    end = bytes.indexOf(QUOTE, end + 1);
  }
  return bytes.length;
}

function refuseForbiddenKeys(root: unknown): void {
  const open: unknown[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null) continue;
    for (const key of Object.keys(value)) {
      if (FORBIDDEN_KEYS.has(key)) {
        throw new AppError("INVALID_JSON", "The JSON contains a key that is never accepted.");
      }
      const child = (value as Record<string, unknown>)[key];
      if (typeof child === "object" && child !== null) open.push(child);
    }
  }
}
