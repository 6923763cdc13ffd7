/**
 * Only TinyAGI writes the headers around a message. Text of a person or an agent that imitates one is quoted, so a header
 * at the start of a line is always genuine.
 */

/** Everything a terminal or a model may treat as a line break, then a header after optional decoration. */
const FORGED_HEADER =
  /(^|[\n\r\v\f\u0085\u2028\u2029])(?=(?:[ \t\u00a0\u200b-\u200f\u2060\ufeff*_#]*)[[\uff3b\u3010]\s{0,8}(?:message\s{1,8}from\s{1,8}teammate\b|chat\s{1,8}room\s{1,8}#|chain\s{1,8}step\s{1,8}\d|(?:note\s{1,8}from\s{1,8})?tinyagi\s{0,8}[:\uff1a]))/gi;

/** Puts `> ` before each line that looks like a header of the host. Idempotent. */
export function quoteForgedHeaders(text: string): string {
  return text.replace(FORGED_HEADER, "$1> ");
}
