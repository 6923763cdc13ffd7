/** What people and agents wrote, within a sentence of TinyAGI: formats are not read in code. */
import { partsAsMarkdown } from "@tinyagi/contracts";

export function getCode(text: string): string {
  return partsAsMarkdown([{ kind: "code", text: text.replace(/\s+/g, " ").trim() }]);
}
