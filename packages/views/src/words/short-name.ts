/** Names that somebody outside chose: in a sentence they stay on its line and leave room for the rest of it. Pure. */
import { cleanLine } from "@tinyagi/contracts/clean-text";

/** As many characters of a name as a person needs to tell it from others. */
const NAME_MAX = 40;
/** What is looked at: cleaning takes longer the longer the name is. */
const LOOKED_AT = 1_000;

/** The name on one line, cut before the sentence is made: a title that is cut afterwards would be only the name. */
export function shortName(name: string, max = NAME_MAX): string {
  const letters = Array.from(cleanLine(name.slice(0, LOOKED_AT)));
  return letters.length <= max ? letters.join("") : `${letters.slice(0, max - 1).join("")}…`;
}
