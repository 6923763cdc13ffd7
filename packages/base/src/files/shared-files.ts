/**
 * Files that people send to agents and get from them through the API. Guarantees: a stored file has a generated name
 * and is whole or absent; only files in these two folders are ever read, and never through a link.
 */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, realpath } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { AppError, FILE_MAX_BYTES } from "@tinyagi/contracts";
import { writeFileAtomic } from "./atomic-file.js";
import { cleanFileName, OUTGOING_FILE_MAX_BYTES } from "./outgoing-file.js";
import { openRegularFile, readCapped } from "./safe-open.js";
import { OPERATOR_FOLDER, placeOfFile } from "./sent-files.js";

/** Endings are short words; everything else is dropped. */
const ENDING = /^\.[a-z0-9]{1,8}$/;
/** In front of the name of an outgoing copy. */
const UNIQUE = /^[0-9a-f]{16}-/;

export interface SharedFiles {
  /** Stores a file for agents. @returns its path @throws AppError `PAYLOAD_TOO_LARGE` */
  store(name: string, bytes: Uint8Array): Promise<string>;
  /** @param file its name in one of the folders @throws AppError `NOT_FOUND` */
  read(file: string): Promise<{ name: string; bytes: Buffer }>;
}

export function createSharedFiles(folders: { filesIn: string; filesOut: string }): SharedFiles {
  return {
    async store(name, bytes) {
      if (bytes.byteLength > FILE_MAX_BYTES)
        throw new AppError(
          "PAYLOAD_TOO_LARGE",
          "The file is larger than 5 MiB. Copy it into the agent's workspace.",
        );
      const ending = extname(name).toLowerCase();
      const unique = randomBytes(12).toString("hex");
      const file = unique + (ENDING.test(ending) ? ending : "");
      const path = join(folders.filesIn, placeOfFile(OPERATOR_FOLDER, file));
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFileAtomic({ path, data: bytes });
      return path;
    },
    async read(file) {
      // Anything with a folder in it, or hidden, is not one of these files.
      if (file !== basename(file) || file.startsWith(".") || file.includes("\0")) throw notFound();
      for (const folder of [folders.filesOut, folders.filesIn, ...(await personFolders(folders, file))]) {
        const bytes = await readIn(folder, file);
        if (bytes !== undefined) return { name: cleanFileName(file.replace(UNIQUE, "")), bytes };
      }
      throw notFound();
    },
  };
}

/** Where a received file may be: nothing but its name says who sent it. */
async function personFolders({ filesIn }: { filesIn: string }, file: string): Promise<string[]> {
  const people = await readdir(filesIn).catch(() => []);
  return people.map((person) => dirname(join(filesIn, placeOfFile(person, file))));
}

async function readIn(folder: string, file: string): Promise<Buffer | undefined> {
  const root = await realpath(folder).catch(() => {
    // Without the folder there is no file.
    return undefined;
  });
  if (root === undefined) return undefined;
  const opened = await openRegularFile(join(root, file), (real) => real === join(root, file));
  if (!opened.ok) return undefined;
  try {
    return (await readCapped(opened.handle, OUTGOING_FILE_MAX_BYTES)) ?? undefined;
  } finally {
    await opened.handle.close();
  }
}

function notFound(): AppError {
  return new AppError("NOT_FOUND", "There is no such file. Old files are removed after a while.");
}
