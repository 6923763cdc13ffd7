/** How well a row of the palette matches what was typed, and the rows in that order. Pure. */
import { groupBy } from "../../lib/group-by";

const [WHOLE, START, WHOLE_WORDS, WORDS, INSIDE, IN_TEXT, LAST, SCATTERED, NONE] = [
  1, 0.9, 0.85, 0.8, 0.6, 0.3, 0.1, 0.05, 0,
];
/** Other names of a row count less than its own, also where that only begins with what was typed. */
const ALSO = 0.88;

export interface Ranked {
  group: string;
  /** What the reader sees. */
  name: string;
  /** Other words for it, such as its id. */
  also?: string;
  /** It ends something: it stands first only for who typed this word. Others may press Enter for the row that was there before. */
  verb?: string;
  /** The daemon found it: it matches by what the reader does not see. */
  isFound?: true;
  /** It repeats whatever was typed: all that has that name stands before it. */
  isLast?: boolean;
}

/**
 * @returns the groups, and in each its rows, the best first; as they were while nothing is typed. Letters with others
 *   between them match only when nothing else does: what stands first must not be a guess, and must end nothing unasked
 */
export function rankRows<T extends Ranked>(rows: readonly T[], typed: string): [group: string, rows: T[]][] {
  const wanted = typed.trim().toLowerCase();
  const scored = rows
    .map((row) => ({ row, score: wanted === "" ? WHOLE : computeScore(row, wanted) }))
    .filter(({ score }) => score > NONE)
    .toSorted((a, b) => b.score - a.score);
  const isGuess = (score: number): boolean => score <= SCATTERED;
  const shown = scored.filter(({ score }) => !isGuess(score) || isGuess(scored[0]?.score ?? NONE));
  const [meant, held] = [true, false].map((is) => shown.filter(({ row }) => isMeant(row, wanted) === is));
  if (meant === undefined || held === undefined || meant.length === 0) return [];
  return [
    ...groupBy(
      [...meant, ...held].map(({ row }) => row),
      ({ group }) => group,
    ),
  ];
}

function isMeant({ verb }: Ranked, wanted: string): boolean {
  return verb === undefined || wanted.startsWith(verb.toLowerCase());
}

function computeScore({ name, also, isFound, isLast }: Ranked, wanted: string): number {
  if (isLast === true) return LAST;
  const own = scoreOfText(name.toLowerCase(), wanted);
  const other = also === undefined ? NONE : ALSO * scoreOfText(also.toLowerCase(), wanted);
  return Math.max(own, other, isFound === true ? IN_TEXT : NONE);
}

function scoreOfText(name: string, wanted: string): number {
  if (name === wanted) return WHOLE;
  const words = wordsIn(name);
  const asked = wordsIn(wanted);
  const areWhole = asked.length > 0 && asked.every((word) => words.includes(word));
  // "Task 12" before "Task 120" for who types "task 12".
  if (name.startsWith(wanted)) return areWhole ? START + 0.05 : START;
  if (areWhole) return WHOLE_WORDS;
  if (asked.length > 0 && asked.every((word) => words.some((one) => one.startsWith(word)))) return WORDS;
  if (name.includes(wanted)) return INSIDE;
  return isScattered(wanted, name) ? SCATTERED : NONE;
}

function wordsIn(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Whether all letters occur in this order, with others between them. */
function isScattered(wanted: string, name: string): boolean {
  let at = 0;
  for (const letter of wanted.replaceAll(/\s/g, "")) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
