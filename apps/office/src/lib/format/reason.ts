/** Why something waits or failed, as the daemon says it, made a sentence that a page may show. Pure. */

import { asSentence, capital, visible } from "./text";
import { absolute } from "./time";

const ISO = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** With a capital, a full stop and times of the reader's own zone. `Code` keeps its backticks for `WithCode`. */
export function reasonOf(text: string): string {
  const shown = visible(text)
    .replace(ISO, (iso) => absolute(Date.parse(iso)))
    .trim();
  return shown === "" ? "" : asSentence(capital(shown));
}
