/**
 * What people type into an expression of FTS5 that is never a syntax error: words (all must occur), "phrases",
 * `prefix*`, `-not`. Everything else is text. Pure and linear.
 */

/** Terms of one query; the rest is left out. */
const TERMS_MAX = 32;
/** A prefix of one letter matches most of the index. */
const PREFIX_MIN = 2;
const TERM = /(-?)(?:"([^"]*)(?:"|$)|([^\s"]+))/gu;
const WORD_CHARACTER = /[\p{L}\p{N}\p{Co}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a NUL would end the expression early
const CONTROL = /[\u0000-\u001f\u007f]/g;

/** @returns the expression, or undefined when there is no word to look for */
export function matchOf(query: string): string | undefined {
  const wanted: string[] = [];
  const unwanted: string[] = [];
  const text = query.replace(CONTROL, " ").replace(/[“”„«»]/g, '"');
  for (const [, minus = "", phrase, word] of text.matchAll(TERM)) {
    if (wanted.length + unwanted.length >= TERMS_MAX) break;
    const term = phrase === undefined ? termOf(word ?? "") : quoted(phrase);
    if (term !== undefined) (minus === "-" ? unwanted : wanted).push(term);
  }
  if (wanted.length === 0) return undefined;
  return [`(${wanted.join(" AND ")})`, ...unwanted].join(" NOT ");
}

function termOf(word: string): string | undefined {
  const isPrefix = word.endsWith("*") && word.replace(/\*+$/, "").length >= PREFIX_MIN;
  const term = quoted(word);
  return isPrefix && term !== undefined ? `${term} *` : term;
}

/** Without a letter or digit there is no token, and FTS5 would have nothing to look for. */
function quoted(text: string): string | undefined {
  return WORD_CHARACTER.test(text) ? `"${text.replaceAll('"', '""').trim()}"` : undefined;
}
