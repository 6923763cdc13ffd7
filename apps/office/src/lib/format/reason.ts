/** Why something waits or failed, as the daemon says it, made a sentence that a page may show. Pure. */

import { asSentence } from "@tinyagi/views";
import { capital, visible } from "./text";

/** With a capital and a full stop. `Code` keeps its backticks for `WithCode`. */
export function toReason(text: string): string {
  const shown = visible(text).trim();
  return shown === "" ? "" : asSentence(capital(shown));
}
