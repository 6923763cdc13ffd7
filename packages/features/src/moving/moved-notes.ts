/** Notes of an agent elsewhere: the Markdown files of one folder. */
import { isNotePath, toNote } from "./moved-text.js";
import type { MovedNote } from "./moving-plan.js";
import type { SourceFolder } from "./source-folder.js";

const MARKDOWN = /\.md$/i;

/** @param under path of the notes here, with a `/` at its end */
export async function readNotes(source: SourceFolder, folder: string, under = ""): Promise<MovedNote[]> {
  const notes: MovedNote[] = [];
  for (const file of await source.names(folder)) {
    if (!MARKDOWN.test(file)) continue;
    const path = `${under}${file}`;
    if (!isNotePath(path)) {
      source.left(`${folder}/${file}`, "odd-name");
      continue;
    }
    const text = await source.text(`${folder}/${file}`);
    const note = text === undefined ? undefined : toNote(path, text);
    if (note !== undefined) notes.push(note);
  }
  return notes;
}
