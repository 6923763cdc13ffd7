/** What a piece of work is about, in one line: the rule of every client, with the words of this page. */
import { type TitledWork, workTitle } from "@tinyagi/views";
import { words } from "../../locale/words";

export function titleOf(work: TitledWork): string {
  const { joins } = work;
  if (joins === null || joins === undefined) return workTitle(work);
  const { all, of } = words.common.joins;
  return joins.length === 0 ? all : of(joins.map((agent) => `@${agent}`).join(", "));
}
