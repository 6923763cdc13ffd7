/** Where two texts differ: what stands between their common beginning and their common end, in whole words. Pure, linear. */
export interface Difference {
  before: string;
  /** Of the text itself; empty where it only lacks something. */
  own: string;
  after: string;
}

/** @returns each text in three parts; equal texts have no part of their own */
export function diffTexts(a: string, b: string): readonly [Difference, Difference] {
  const [left, right] = [wordsIn(a), wordsIn(b)];
  const shortest = Math.min(left.length, right.length);
  let start = 0;
  while (start < shortest && left[start] === right[start]) start++;
  let end = 0;
  while (end < shortest - start && left.at(-1 - end) === right.at(-1 - end)) end++;
  const cut = (words: readonly string[]): Difference => ({
    before: words.slice(0, start).join(""),
    own: words.slice(start, words.length - end).join(""),
    after: words.slice(words.length - end).join(""),
  });
  return [cut(left), cut(right)];
}

/** With the spaces that follow them; a sign of Chinese is a word. */
function wordsIn(text: string): string[] {
  return text.match(/\p{Script=Han}|[^\s\p{Script=Han}]+\s*|\s+/gu) ?? [];
}
