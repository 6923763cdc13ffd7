/** Whether agents find the notes of the company: a folder of this home, with heads that say what each note is. */
import { lstat, open, opendir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Finding } from "./finding.js";
import { getCode } from "./repair.js";

const ID = "company.notes";
/** More files are not looked at. */
const FILES_MAX = 1_000;
/** Documents beside the notes; they need no head. */
const DOCUMENTS = "files";
const NOTE_MAX_BYTES = 256 * 1024;
const HEAD = "---";

export async function checkCompany(home: string): Promise<Finding[]> {
  const folder = join(home, "company");
  const kind = await kindOf(folder);
  if (kind === "nothing") return [];
  if (kind === "other") {
    const message = `${folder} is a link or a file, so agents find no notes of the company`;
    return [{ id: ID, level: "error", message, hint: "Move it away, then add the notes again." }];
  }
  const notes = await notesIn(folder);
  const wrong: Finding[] = [];
  for (const path of notes) {
    const problem = await problemOf(path);
    if (problem === undefined) continue;
    const name = relative(folder, path);
    const hint = `Correct it: tinyagi company edit ${name}`;
    wrong.push({ id: ID, level: "warning", message: `the note ${name} of the company ${problem}`, hint });
  }
  if (wrong.length > 0 || notes.length === 0) return wrong;
  return [{ id: ID, level: "ok", message: `agents share notes of the company (${notes.length})` }];
}

async function kindOf(path: string): Promise<"folder" | "nothing" | "other"> {
  try {
    return (await lstat(path)).isDirectory() ? "folder" : "other";
  } catch (error) {
    if (getCode(error) === "ENOENT") return "nothing";
    throw error;
  }
}

async function notesIn(folder: string): Promise<string[]> {
  const notes: string[] = [];
  let left = FILES_MAX;
  for await (const entry of await opendir(folder, { recursive: true })) {
    left -= 1;
    if (left < 0) break;
    const path = join(entry.parentPath, entry.name);
    const [first = ""] = relative(folder, path).split("/");
    if (entry.isFile() && first !== DOCUMENTS && /\.md$/i.test(entry.name)) notes.push(path);
  }
  return notes.sort();
}

async function problemOf(path: string): Promise<string | undefined> {
  const file = await open(path, "r");
  try {
    if ((await file.stat()).size > NOTE_MAX_BYTES)
      return `is larger than ${NOTE_MAX_BYTES} bytes, so nothing finds it`;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    const start = buffer.toString("utf8", 0, bytesRead).replace(/^\ufeff/, "");
    return start.startsWith(HEAD)
      ? undefined
      : "has no name and summary at its start, so agents see only its path";
  } finally {
    await file.close();
  }
}
