/** One entry of the log in full: when, where, what it says, and the record that it comes from. Pure. */
import { cleanLine, cleanText } from "@tinyagi/contracts/clean-text";
import { withoutTaskTags } from "@tinyagi/contracts/shown-text";
import { stamp } from "@tinyagi/views";
import type { State } from "../state/state.js";
import { paint, type Text } from "../text/styled.js";
import { pad, wrap, wrapWords } from "../text/width.js";
import { logEntries } from "./log-entries.js";

const NAME_WIDTH = 14;
const NARROWEST = 10;

export function entryLines(state: State, id: string, columns: number): Text[] {
  const entry = logEntries(state).find((one) => one.id === id);
  if (entry === undefined) return ["This entry is not in the list any more."];
  const { agent, runId, conversation, copy = "" } = entry.target();
  const facts = [
    ["time", stamp(entry.time)],
    ["level", entry.level],
    ["part", entry.part],
    ["agent", agent],
    ["run", runId],
    ["conversation", conversation],
  ] as const;
  const room = Math.max(NARROWEST, columns);
  return [
    ...wrapWords(entry.words(), room).map((line) => paint("bold", line)),
    "",
    ...facts.flatMap(([name, value]) =>
      value === undefined ? [] : [`${pad(name, NAME_WIDTH)}${cleanLine(value)}`],
    ),
    "",
    paint("dim", "RECORD"),
    ...withoutTaskTags(getRecord(copy))
      .split("\n")
      .flatMap((line) => wrap(line, room)),
  ];
}

/** As JSON on several lines; what is none stays as it was written. */
function getRecord(copy: string): string {
  try {
    return cleanText(JSON.stringify(JSON.parse(copy), null, 2));
  } catch {
    return cleanText(copy);
  }
}
