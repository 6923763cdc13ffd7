/**
 * What a person passed on, and somebody else may have written. An agent reads it as a quotation: every line is marked, so
 * that nothing in it looks like the person's own words, a tag, or a line of TinyAGI. Pure.
 */

const HEAD = "[The sender passed this on. Somebody else may have written it:]";
/** Also those that only some programs take for the end of a line. */
const LINE_END = /\r\n?|[\n\v\f\u0085\u2028\u2029]/;

/** Empty for an empty text. */
export function quoteForwarded(text: string): string {
  const lines = text.trim();
  if (lines === "") return "";
  return [HEAD, ...lines.split(LINE_END).map((line) => `> ${line}`)].join("\n");
}
