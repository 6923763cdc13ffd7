/**
 * Turns what people type into an FTS5 expression that is never a syntax error: words (all must occur), "phrases",
 * `prefix*` and `-not`. Everything else is text. Pure and linear.
 */

/** Terms of one query. Further terms are ignored. */
const TERMS_MAX = 32;
/** A prefix of one letter matches most of the index. */
const PREFIX_MIN = 2;
const TERM = /(-?)(?:"([^"]*)(?:"|$)|([^\s"]+))/gu;
const WORD_CHARACTER = /[\p{L}\p{N}\p{Co}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a NUL would end the expression early
const CONTROL = /[\u0000-\u001f\u007f]/g;

/**
 * @param options `starts`: each word may be the start of a longer one, as if `*` stood behind it
 * @returns the expression; undefined when the query has no word to look for
 */
export function buildMatch(query: string, { starts = false } = {}): string | undefined {
  const wanted: string[] = [];
  const unwanted: string[] = [];
  const text = query.replace(CONTROL, " ").replace(/[“”„«»]/g, '"');
  for (const [, minus = "", phrase, word] of text.matchAll(TERM)) {
    if (wanted.length + unwanted.length >= TERMS_MAX) break;
    const term = phrase === undefined ? toTerm(word ?? "", starts) : quoted(phrase);
    if (term !== undefined) (minus === "-" ? unwanted : wanted).push(term);
  }
  if (wanted.length === 0) return undefined;
  return [`(${wanted.join(" AND ")})`, ...unwanted].join(" NOT ");
}

function toTerm(word: string, starts: boolean): string | undefined {
  const term = quoted(word);
  return term !== undefined && isPrefix(starts ? `${word}*` : word) ? `${term} *` : term;
}

/** Whether the word ends in `*` right after at least `PREFIX_MIN` letters or digits. */
function isPrefix(word: string): boolean {
  let end = word.length;
  while (word[end - 1] === "*") end -= 1;
  const last = [...word.slice(0, end).normalize("NFC")].slice(-PREFIX_MIN);
  return end < word.length && last.length === PREFIX_MIN && last.every((one) => WORD_CHARACTER.test(one));
}

/** @returns undefined for text without a letter or digit: FTS5 finds no token in it */
function quoted(text: string): string | undefined {
  return WORD_CHARACTER.test(text) ? `"${text.replaceAll('"', '""').trim()}"` : undefined;
}
