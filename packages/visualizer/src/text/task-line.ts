/** What a piece of work is about, for people: on one harmless line, without what TinyAGI wrote into it for itself. */
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { withoutTaskTags } from "@tinyagi/contracts/shown-text";

export function taskLine(text: string): string {
  return withoutTaskTags(cleanLine(text));
}
