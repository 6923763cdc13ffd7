/** Unsent texts of messages, kept as everything that is typed. */
import { keep, readStored } from "../../lib/kept";

export function readDraft(key: string): string {
  const text = readStored(`draft.${key}`);
  return typeof text === "string" ? text : "";
}

export function writeDraft(key: string, text: string): void {
  keep(`draft.${key}`, text === "" ? undefined : text);
}
