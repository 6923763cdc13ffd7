/** What a piece of work is about, in one line. */
import { words } from "../../locale/words";
import { oneLine, withoutNames } from "./text";

/** @param work.joins whose answers it joins: its text is then what TinyAGI writes to an agent, and no title for a person */
export function titleOf(
  { text, joins }: { text: string; joins: readonly string[] | null | undefined },
  max: number,
): string {
  // What the browser kept of an older release has no such field.
  if (joins === null || joins === undefined) return oneLine(withoutNames(text), max);
  const { all, of } = words.common.joins;
  return joins.length === 0 ? all : oneLine(of(joins.map((agent) => `@${agent}`).join(", ")), max);
}
