/**
 * Keeps the index of the company's notes and documents in step with their files. Guarantees: reads only files that changed;
 * does nothing, and writes nothing, while there is no company folder and nothing was indexed.
 */
import { noteBody, readNoteHead } from "@tinyagi/base";
import { RECALL_PIECES_MAX, type RecallDocumentRow, type Store } from "@tinyagi/kernel";
import type { CompanyFile, CompanyFolder } from "./company-folder.js";
import { indexText, toPieces } from "./recall-text.js";

/** Names and summaries longer than this are cut in the index. */
const HEAD_CHARS = 500;
const PIECES_MAX = Math.min(512, RECALL_PIECES_MAX);

interface ReadFile {
  file: CompanyFile;
  source: RecallDocumentRow["source"];
  title: string;
  summary: string;
  pieces: string[];
}

export interface RecallIndex {
  /** @returns the documents that are in the index now */
  sync(): Promise<RecallDocumentRow[]>;
}

export function createRecallIndex({ store, folder }: { store: Store; folder: CompanyFolder }): RecallIndex {
  let working: Promise<RecallDocumentRow[]> | undefined;
  return {
    sync() {
      working ??= syncOnce(store, folder).finally(() => {
        working = undefined;
      });
      return working;
    },
  };
}

async function syncOnce(store: Store, folder: CompanyFolder): Promise<RecallDocumentRow[]> {
  const known = store.company.documents();
  const { notes, documents } = await folder.files();
  const files = [...notes, ...documents.filter(({ readable }) => readable)];
  const stamps = new Map(known.map((row) => [row.path, row.stamp]));
  const there = new Set(files.map(({ path }) => path));
  const gone = known.filter(({ path }) => !there.has(path));
  const changed = files.filter(({ path, stamp }) => stamps.get(path) !== stamp);
  if (gone.length === 0 && changed.length === 0) return known;
  const read: ReadFile[] = [];
  for (const file of changed) read.push(await readFile(folder, file));
  await store.write(() => {
    for (const { id } of gone) {
      store.company.removePieces(id);
      store.company.removeDocument(id);
    }
    for (const one of read) put(store, one);
  });
  return store.company.documents();
}

async function readFile(folder: CompanyFolder, file: CompanyFile): Promise<ReadFile> {
  const source = file.path.startsWith("files/") ? "document" : "note";
  const text = (await folder.text(file.path)) ?? "";
  const head = readNoteHead(text);
  const { name, summary } =
    head === null || head === "broken" ? { name: plainName(file.path), summary: "" } : head;
  return {
    file,
    source,
    title: name.slice(0, HEAD_CHARS),
    summary: summary.slice(0, HEAD_CHARS),
    pieces: toPieces(noteBody(text), PIECES_MAX),
  };
}

function plainName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.[a-z]{1,8}$/i, "");
}

function put({ company }: Store, { file, source, title, summary, pieces }: ReadFile): void {
  const { path, stamp } = file;
  const id = company.putDocument({ path, stamp, source, title, summary });
  company.removePieces(id);
  for (const [at, body] of (pieces.length === 0 ? [""] : pieces).entries())
    company.putPiece({
      rowid: id * RECALL_PIECES_MAX + at,
      title: indexText(`${title} ${path.replace(/[/._-]+/g, " ")}`),
      summary: indexText(summary),
      body: indexText(body),
    });
}
