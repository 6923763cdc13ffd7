/** What a piece of work is about, in one line: the rule of every client, with the words of this page. */
import { type TitledWork, workTitle } from "@tinyagi/views";
import { words } from "../../locale/words";

export function toTitle(work: TitledWork): string {
  return workTitle(work, words.views);
}
