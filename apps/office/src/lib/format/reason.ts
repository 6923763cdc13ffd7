/** Why something waits or failed, as the daemon says it, made a sentence that a page may show. Pure. */

import { withTimes } from "@tinyagi/contracts/shown-text";
import { absolute } from "../figures";
import { asSentence, capital, visible } from "./text";

/** With a capital, a full stop and times of the reader's own zone. `Code` keeps its backticks for `WithCode`. */
export function reasonOf(text: string): string {
  const shown = withTimes(visible(text), absolute).trim();
  return shown === "" ? "" : asSentence(capital(shown));
}
