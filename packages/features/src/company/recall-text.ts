/**
 * Words of questions and pieces of texts, for the index of the company's notes. Guarantees: a question never becomes a syntax
 * error of FTS5, and every function is linear. Pure.
 */

/** Longest piece of a note, in characters: some paragraphs, so that the best one fits a small budget. */
export const PIECE_CHARS = 1_200;
/** Words of a question that count. */
const TERMS_MAX = 24;
const WORD = /[\p{L}\p{N}]+/gu;
/** Scripts that put no space between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
const UNSPACED_ALL =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu;
/** They are in most questions and say nothing about their subject. */
const COMMON: ReadonlySet<string> = new Set(
  `a about after all also am an and any are as ask at be been but by can could did do does doing done for from get give go got
  had has have he her him his how i if in into is it its just know let like make may me my need no not now of off on one or our
  out over please s say see shall she should so some still t tell than that the their them then there these they this those to
  up us use used want was we were what when where which who whom whose why will with would you your`.split(
    /\s+/,
  ),
);

/** The words of a question that say what it is about, each once; of scripts without spaces, pairs of characters. */
export function questionTerms(question: string): string[] {
  const terms = new Set<string>();
  for (const [word] of question.normalize("NFC").toLowerCase().matchAll(WORD)) {
    if (terms.size >= TERMS_MAX) break;
    if (UNSPACED.test(word)) for (const pair of toPairs(word)) terms.add(pair);
    else if (!COMMON.has(word) && (word.length > 1 || /\d/.test(word))) terms.add(word);
  }
  return [...terms].slice(0, TERMS_MAX);
}

function toPairs(word: string): string[] {
  const letters = [...word];
  return letters.length === 1 ? letters : letters.slice(1).map((letter, at) => `${letters[at]}${letter}`);
}

/** The text as the index keeps it: characters of scripts without spaces stand alone. */
export function indexText(text: string): string {
  return text.normalize("NFC").replace(UNSPACED_ALL, " $& ");
}

/** What a stored text looked like. */
export function shownText(text: string): string {
  return text.replace(/ ([^\p{ASCII}]) /gu, (whole, letter: string) =>
    UNSPACED.test(letter) ? letter : whole,
  );
}

/** The expression of FTS5 for one word: itself, words with the same stem, and longer words that begin with it. */
export function termMatch(term: string): string {
  if (UNSPACED.test(term)) return `"${[...term].join(" ")}"`;
  return term.length >= 4 ? `("${term}" OR "${term}" *)` : `"${term}"`;
}

/** The text in pieces that end between paragraphs or sentences where possible. At most `max`. */
export function toPieces(text: string, max: number): string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest !== "" && pieces.length < max) {
    const end = rest.length <= PIECE_CHARS ? rest.length : pieceEnd(rest);
    const piece = rest.slice(0, end).trim();
    if (piece !== "") pieces.push(piece);
    rest = rest.slice(end);
  }
  return pieces;
}

function pieceEnd(text: string): number {
  for (const mark of ["\n\n", "\n", ". ", " "]) {
    const at = text.lastIndexOf(mark, PIECE_CHARS - mark.length);
    if (at > PIECE_CHARS / 2) return at + mark.length;
  }
  // Never between the two halves of one character.
  const last = text.charCodeAt(PIECE_CHARS - 1);
  return last >= 0xd800 && last <= 0xdbff ? PIECE_CHARS - 1 : PIECE_CHARS;
}
