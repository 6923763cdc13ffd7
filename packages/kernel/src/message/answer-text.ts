/** The answer of a message: what its agent wrote, and what TinyAGI notes about it as facts. Pure. */
import type { ReplyNote } from "@tinyagi/contracts";
import { en, noteText, type ViewWords } from "@tinyagi/views";

/** Of the row of a message. */
interface AnswerRow {
  readonly result_text: string | null;
  readonly result_notes: string | null;
}

/** Rows of earlier releases have their notes in the text. */
export function answerNotes({ result_notes: notes }: Pick<AnswerRow, "result_notes">): ReplyNote[] {
  return notes === null ? [] : JSON.parse(notes);
}

/** Both, as one text. @param words of who reads it: agents read English */
export function answerText(row: AnswerRow, words: ViewWords = en): string {
  const notes = answerNotes(row).map((note) => noteText(note, words));
  return [row.result_text ?? "", ...notes].filter((part) => part !== "").join("\n\n");
}
