/** What an answer needs of the mail that it answers: the subject, and the ids before it. Kept on disk, for late answers. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Log } from "../base/log.js";
import { replaceFile } from "../base/replace-file.js";

const FILE = "threads.json";
const REMEMBERED_MAX = 2_000;

const entrySchema = z.object({ subject: z.string(), references: z.array(z.string()) });
const schema = z.array(z.tuple([z.string(), entrySchema]));
export type ThreadEntry = z.infer<typeof entrySchema>;

export interface Threads {
  learn(mail: {
    readonly id: string;
    readonly subject: string;
    readonly references: readonly string[];
  }): void;
  /** @param id of the answered mail, or of the first one of its thread */
  find(id: string): ThreadEntry | undefined;
}

/** A file that is missing or damaged counts as none: an answer then has a subject of its own, in the right thread. */
export async function openThreads(folder: string, log: Log): Promise<Threads> {
  const path = join(folder, FILE);
  const entries = new Map(await read(path));
  let saving = Promise.resolve();
  return {
    learn({ id, subject, references }) {
      entries.delete(id);
      entries.set(id, { subject, references: [...references] });
      const [oldest] = entries.keys();
      if (entries.size > REMEMBERED_MAX && oldest !== undefined) entries.delete(oldest);
      saving = saving
        .then(() => replaceFile(path, JSON.stringify([...entries])))
        .catch((error: unknown) => log("warn", "the threads could not be saved", { error: String(error) }));
    },
    find: (id) => entries.get(id),
  };
}

async function read(path: string): Promise<z.infer<typeof schema>> {
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return [];
  }
}
