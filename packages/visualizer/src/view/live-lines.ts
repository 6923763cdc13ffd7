/** What a run writes at this moment, as lines for a view. Pure. */
import { type ShownRun, withoutTags } from "@tinyagi/client";
import { openingAtEnd } from "@tinyagi/contracts/split-text";
import type { Marks } from "../text/marks.js";
import type { Text } from "../text/styled.js";
import { wordsOfAgent } from "./words-of-agent.js";

/** More than any screen shows, and less than is drawn of a text. */
const NEWEST = 4_000;

/** The newest lines; none before its first word. */
export function liveLines(
  run: ShownRun | undefined,
  { rows, ...drawing }: { columns: number; rows: number; marks: Marks },
): Text[] {
  const text = withoutTags(takeNewest(run?.text ?? "")).trim();
  return text === "" ? [] : wordsOfAgent(text, drawing).slice(-rows);
}

/** From the begin of a line, inside the block of code in which it stands. */
function takeNewest(text: string): string {
  if (text.length <= NEWEST) return text;
  const from = text.length - NEWEST;
  const begin = text.indexOf("\n", from - 1) + 1 || from;
  const fence = openingAtEnd(text.slice(0, begin));
  return fence === undefined ? text.slice(begin) : `${fence}\n${text.slice(begin)}`;
}
