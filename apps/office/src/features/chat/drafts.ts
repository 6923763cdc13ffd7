/** Unsent texts of messages, kept as everything that is typed. */
import { keep, readStored } from "../../lib/kept";

export function readDraft(key: string): string {
  const text = readStored(`draft.${key}`);
  return typeof text === "string" ? text : "";
}

export function writeDraft(key: string, text: string): void {
  keep(`draft.${key}`, text === "" ? undefined : text);
}

/** @returns the key of the thread; it has the text that was kept for its conversation, unless it has one of its own */
export function takeOverDraft(key: string, conversation: string): string {
  const text = readDraft(conversation);
  if (key === conversation || text === "") return key;
  if (readDraft(key) === "") writeDraft(key, text);
  writeDraft(conversation, "");
  return key;
}
