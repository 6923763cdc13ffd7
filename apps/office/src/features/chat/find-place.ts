/**
 * Which of the matches is the current one. While a text is drawn again there are fewer matches for a moment: a step that
 * is taken then is not lost, because only the steps are counted. Pure.
 *
 * @param steps forward from the first match; negative for backward
 * @returns 0 if there is no match
 */
export function resolvePlace(steps: number, matches: number): number {
  return matches === 0 ? 0 : ((steps % matches) + matches) % matches;
}
