/** The text of a note: its head, which names it, and its body. Pure. */

const FENCE = "---\n";
const END = "\n---\n";

/** Every JSON string is a valid YAML string. */
export function newNoteText({ name, summary }: { name: string; summary: string }, text: string): string {
  return `${FENCE}name: ${JSON.stringify(name)}\nsummary: ${JSON.stringify(summary)}${END}\n${text}\n`;
}

/** What a reader wants to see: the head repeats name and summary. */
export function bodyOf(content: string): string {
  if (!content.startsWith(FENCE)) return content;
  const end = content.indexOf(END, FENCE.length - 1);
  return end < 0 ? content : content.slice(end + END.length);
}
