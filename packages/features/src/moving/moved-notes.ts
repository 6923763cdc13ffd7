/** Notes of an agent elsewhere: the Markdown files of a folder, and of the folders in it that `deep` allows. */
import { isNotePath, toNote } from "./moved-text.js";
import type { MovedNote } from "./moving-plan.js";
import type { SourceFolder } from "./source-folder.js";

const MARKDOWN = /\.md$/i;
const NOTES_MAX = 2_000;

/**
 * @param under path of the notes here, with a `/` at its end
 * @param deep how many folders down
 */
export async function readNotes(
  source: SourceFolder,
  folder: string,
  { under = "", deep = 0 }: { under?: string; deep?: number } = {},
): Promise<MovedNote[]> {
  const notes: MovedNote[] = [];
  for (const file of await source.names(folder)) {
    const path = `${under}${file}`;
    if (deep > 0 && !file.startsWith(".") && (await source.has(`${folder}/${file}`)) === "folder") {
      notes.push(...(await readNotes(source, `${folder}/${file}`, { under: `${path}/`, deep: deep - 1 })));
      continue;
    }
    if (!MARKDOWN.test(file)) continue;
    if (notes.length >= NOTES_MAX || !isNotePath(path)) {
      source.left(`${folder}/${file}`, notes.length >= NOTES_MAX ? "too-many" : "odd-name");
      continue;
    }
    const text = await source.text(`${folder}/${file}`);
    const note = text === undefined ? undefined : toNote(path, text);
    if (note !== undefined) notes.push(note);
  }
  return notes;
}
