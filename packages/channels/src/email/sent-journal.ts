/**
 * Which mails were begun and which the server took, on disk. Mail has no key that a server would know: after a crash
 * between the two, only the folder of sent mail can say whether it was taken.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { replaceFile } from "../base/replace-file.js";

const FILE = "sent.json";
const REMEMBERED_MAX = 2_000;
const schema = z.array(z.tuple([z.string(), z.enum(["begun", "sent"])]));

export interface SentJournal {
  state(messageId: string): "begun" | "sent" | undefined;
  /** On disk when it resolves. @throws the error of the file system */
  note(messageId: string, state: "begun" | "sent"): Promise<void>;
}

/** A file that is missing or damaged counts as none. */
export async function openSentJournal(folder: string): Promise<SentJournal> {
  const path = join(folder, FILE);
  const states = new Map(await read(path));
  let saving = Promise.resolve();
  return {
    state: (messageId) => states.get(messageId),
    note(messageId, state) {
      states.delete(messageId);
      states.set(messageId, state);
      const [oldest] = states.keys();
      if (states.size > REMEMBERED_MAX && oldest !== undefined) states.delete(oldest);
      // A failed write must not keep the next one from being tried.
      saving = saving.catch(() => {}).then(() => replaceFile(path, JSON.stringify([...states])));
      return saving;
    },
  };
}

async function read(path: string): Promise<z.infer<typeof schema>> {
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return [];
  }
}
