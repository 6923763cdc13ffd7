/** When what is typed in the palette may be a question about TinyAGI. Pure. */

/** A word of Chinese, Japanese or Thai alone is the name of something; more of them are a sentence, without any space. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;
const UNSPACED_MIN = 4;
const QUESTION_MARKS = ["?", "？"];

/**
 * @param title the name of the act, which asks nothing yet
 * @returns the question; empty while it is only words to find something by
 */
export function toQuestion(typed: string, title: string): string {
  const text = typed.trim();
  if (title.toLowerCase().startsWith(text.toLowerCase())) return "";
  const isSentence =
    text.includes(" ") || isMarked(text) || (text.match(UNSPACED) ?? []).length >= UNSPACED_MIN;
  return isSentence ? text : "";
}

/** Whether it is a question beyond doubt. */
export function isMarked(text: string): boolean {
  return QUESTION_MARKS.some((mark) => text.trimEnd().endsWith(mark));
}
