/** The notes of the company: read by everyone, written only for a person. Each change is an event. */
import type { Clock } from "@tinyagi/base";
import { AppError, isAppError } from "@tinyagi/contracts";
import type { Journal, Store } from "@tinyagi/kernel";
import { assertNote, type Note } from "../memory/memory.js";
import { parseNotePath } from "../memory/note-path.js";
import { COMPANY_FOLDER, type CompanyFolder, DOCUMENTS } from "./company-folder.js";

/** The notes belong to nobody's workspace. */
const NOBODY = "";

export interface CompanyNotes {
  /** A note or a text document. @throws AppError `NOT_FOUND`, `PATH_REFUSED` */
  read(path: string): Promise<Note>;
  /** The text of a note; null when there is none. @throws AppError `PATH_REFUSED` */
  find(path: string): Promise<string | null>;
  /** @returns the path as it is stored @throws AppError `PATH_REFUSED`, `INVALID_INPUT`, `PAYLOAD_TOO_LARGE` */
  check(path: string, content: string | null): string;
  /** @param was null: no note @throws AppError `CONFLICT` when the note is another now */
  assertStill(path: string, was: string | null): Promise<void>;
  /** @throws AppError as for an agent's notes */
  write(path: string, content: string, author: string): Promise<Note & { created: boolean }>;
  /** @throws AppError `NOT_FOUND`, `PATH_REFUSED` */
  remove(path: string, author: string): Promise<void>;
}

export function createCompanyNotes(parts: {
  store: Store;
  journal: Journal;
  clock: Clock;
  folder: CompanyFolder;
}): CompanyNotes {
  const { store, journal, folder } = parts;
  const record = (path: string, change: "added" | "changed" | "removed", author: string) =>
    store.write(() => void journal.append("company.note_changed", { path, change, author }));

  async function read(path: string): Promise<Note> {
    if (!isDocument(path)) return folder.notes.read(NOBODY, path);
    const plain = withoutFolder(path);
    const content = await folder.text(plain);
    if (content === null)
      throw new AppError(
        "NOT_FOUND",
        "There is no such document, or it is no text. List them with `tinyagi company list`.",
      );
    return { name: plain.slice(plain.lastIndexOf("/") + 1), path: plain, summary: "", content };
  }

  function check(path: string, content: string | null): string {
    if (isDocument(path))
      throw new AppError(
        "PATH_REFUSED",
        "The folder files holds documents that people put there; notes belong beside it.",
      );
    const checked = parseNotePath(path, COMPANY_FOLDER).join("/");
    if (content !== null) assertNote(content);
    return checked;
  }

  async function find(path: string): Promise<string | null> {
    try {
      return (await read(path)).content;
    } catch (error) {
      if (isAppError(error, "NOT_FOUND")) return null;
      throw error;
    }
  }

  return {
    read,
    check,
    find,
    async assertStill(path, was) {
      if ((await find(check(path, null))) === was) return;
      throw new AppError(
        "CONFLICT",
        was === null
          ? "A note with this path already exists. Choose another path, or edit that note."
          : "The note changed since you opened it. Look at it as it is now, then write again.",
      );
    },
    async write(path, content, author) {
      const written = await folder.notes.write(NOBODY, check(path, content), content);
      await record(written.path, written.created ? "added" : "changed", author);
      return written;
    },
    async remove(path, author) {
      const checked = check(path, null);
      await folder.notes.remove(NOBODY, checked);
      await record(checked, "removed", author);
    },
  };
}

function withoutFolder(path: string): string {
  return path.startsWith(`${COMPANY_FOLDER}/`) ? path.slice(COMPANY_FOLDER.length + 1) : path;
}

function isDocument(path: string): boolean {
  return withoutFolder(path).startsWith(DOCUMENTS);
}
