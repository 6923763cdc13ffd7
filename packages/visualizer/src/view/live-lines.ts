/** What a run writes at this moment, as lines for a view. Pure. */
import { type LiveRun, withoutTags } from "@tinyagi/client";
import type { Marks } from "../text/marks.js";
import type { Text } from "../text/styled.js";
import { wordsOfAgent } from "./words-of-agent.js";

/** More than any screen shows. */
const NEWEST = 8_000;

/** The newest lines; none before its first word. */
export function liveLines(
  run: LiveRun | undefined,
  { rows, ...drawing }: { columns: number; rows: number; marks: Marks },
): Text[] {
  const text = withoutTags((run?.text ?? "").slice(-NEWEST)).trim();
  return text === "" ? [] : wordsOfAgent(text, drawing).slice(-rows);
}
