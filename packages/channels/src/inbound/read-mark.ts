/**
 * How far the messages of people were taken, on disk: for platforms that keep messages but do not repeat them, so that the
 * next process asks for what came since. A mark that is too old is harmless, because TinyAGI knows every message that it
 * has. An id is the platform's own, as a number that grows.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Log } from "../base/log.js";
import { replaceFile } from "../base/replace-file.js";
import type { Timing } from "../base/timing.js";

export const READ_MARK_FILE = "read-mark.json";
const SAVE_EVERY_MS = 1_000;
/** Chats that are remembered: those with the newest messages. */
const CHATS_MAX = 1_000;

const schema = z.object({
  /** All messages up to this id were taken. */
  mark: z.string().regex(/^\d{1,20}$/),
  /** Chats of approved people that the platform does not list to bots. */
  chats: z.array(z.string().regex(/^[\w./-]{1,100}$/)).max(CHATS_MAX),
});

export interface ReadMark {
  /** Undefined before the first message ever. */
  since(): bigint | undefined;
  chats(): readonly string[];
  /** Until the returned function is called, the mark stays before this id. */
  hold(id: bigint): () => void;
  /** A chat of an approved person had a message. */
  remember(chatId: string): void;
  /** Writes what changed. @throws when the folder cannot be written */
  save(): Promise<void>;
}

/** A file that is missing or damaged counts as none: messages since the last start may then be missing. */
export async function openReadMark(folder: string): Promise<ReadMark> {
  const saved = await read(join(folder, READ_MARK_FILE));
  let highest = saved === undefined ? undefined : BigInt(saved.mark);
  const chats = new Set(saved?.chats);
  const held = new Map<symbol, bigint>();
  let isChanged = false;

  function mark(): bigint | undefined {
    let lowest: bigint | undefined;
    for (const id of held.values()) if (lowest === undefined || id < lowest) lowest = id;
    return lowest === undefined ? highest : lowest - 1n;
  }

  return {
    since: mark,
    chats: () => [...chats],
    hold(id) {
      const key = Symbol();
      held.set(key, id);
      isChanged = true;
      return () => {
        held.delete(key);
        if (highest === undefined || id > highest) highest = id;
        isChanged = true;
      };
    },
    remember(chatId) {
      chats.delete(chatId);
      chats.add(chatId);
      const [oldest] = chats;
      if (chats.size > CHATS_MAX && oldest !== undefined) chats.delete(oldest);
      isChanged = true;
    },
    async save() {
      const now = mark();
      if (!isChanged || now === undefined) return;
      isChanged = false;
      await write(folder, { mark: String(now), chats: [...chats] });
    },
  };
}

/** Until `signal` aborts, and once more then. Never rejects. */
export async function keepSaving(
  mark: Pick<ReadMark, "save">,
  { timing, log }: { timing: Timing; log: Log },
  signal: AbortSignal,
): Promise<void> {
  let isOver = false;
  while (!isOver) {
    isOver = signal.aborted;
    await mark.save().catch((error: unknown) => {
      log("warn", "the read mark could not be saved", { error: String(error) });
    });
    if (!isOver) await timing.sleep(SAVE_EVERY_MS, signal).catch(() => {});
  }
}

async function read(path: string): Promise<z.infer<typeof schema> | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    // The first start, or a write that a power cut damaged.
    return undefined;
  }
}

async function write(folder: string, content: z.infer<typeof schema>): Promise<void> {
  await replaceFile(join(folder, READ_MARK_FILE), JSON.stringify(content));
}
