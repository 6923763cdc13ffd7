/**
 * A mention of somebody, as agents read it. The name comes from whoever was mentioned, not from the writer: no character of it
 * may end a line, open or close a tag, or begin another mention.
 */
import { cleanLine } from "@tinyagi/contracts/clean-text";

const NAME_MAX_CHARS = 64;
const MARKS = /[@[\]<>{}()`\uff3b\uff3d\uff20\u3010\u3011]/g;

/** @returns `@name`; `@somebody` for a name of nothing but marks */
export function mentionName(name: string): string {
  const shown = cleanLine(cleanLine(name).replace(MARKS, " ")).slice(0, NAME_MAX_CHARS).trim();
  return `@${shown === "" ? "somebody" : shown}`;
}
