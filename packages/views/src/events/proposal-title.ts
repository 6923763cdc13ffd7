/** What an agent proposes for a note of the company: the same words in lists, decisions and the activity. */
import type { EventData } from "@tinyagi/contracts";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";
import { eventSentence } from "./event-sentence.js";

type Proposed = Pick<EventData<"company.note_proposed">, "agent" | "change" | "path">;

export function proposalTitle({ agent, change, path }: Proposed, words: ViewWords = en): string {
  return eventSentence({ type: "company.note_proposed", data: { agent, change, path } }, words);
}
