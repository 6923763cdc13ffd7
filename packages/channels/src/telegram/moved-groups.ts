/**
 * Groups that became supergroups. Telegram then gives them another id: replies must go to the new one, and the settings
 * list the old one. It is kept on disk, because Telegram says it once.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { GrammyError } from "grammy";
import type { Message } from "grammy/types";
import { z } from "zod";
import { replaceFile } from "../base/replace-file.js";

const FILE = "moved-groups.json";
const idSchema = z.string().regex(/^-?\d{1,20}$/);
/** Old ids and new ones. */
const schema = z.record(idSchema, idSchema);

export interface MovedGroups {
  /** The id that a chat has now. */
  idOf(chatId: string): string;
  /** The ids that a chat had before. */
  listFormerIds(chatId: string): string[];
  remember(move: Move): Promise<void>;
}

export interface Move {
  readonly from: string;
  readonly to: string;
}

/** A file that is missing or damaged counts as none: Telegram names the new id when the old one is used. */
export async function openMovedGroups(folder: string): Promise<MovedGroups> {
  const moves = new Map(Object.entries(await read(join(folder, FILE))));
  return {
    idOf: (chatId) => moves.get(chatId) ?? chatId,
    listFormerIds: (chatId) => [...moves].flatMap(([from, to]) => (to === chatId ? [from] : [])),
    async remember({ from, to }) {
      if (from === to || moves.get(from) === to) return;
      moves.set(from, to);
      await write(folder, Object.fromEntries(moves));
    },
  };
}

/** What the note of a move says. It comes twice: in the old group, and in the new one. */
export function moveIn({
  chat,
  migrate_to_chat_id: to,
  migrate_from_chat_id: from,
}: Message): Move | undefined {
  if (to !== undefined) return { from: String(chat.id), to: String(to) };
  return from === undefined ? undefined : { from: String(from), to: String(chat.id) };
}

/** @returns the new id, when Telegram refused a call because of the old one */
export function newIdIn(error: unknown): string | undefined {
  const id = error instanceof GrammyError ? error.parameters.migrate_to_chat_id : undefined;
  return id === undefined ? undefined : String(id);
}

async function read(path: string): Promise<z.infer<typeof schema>> {
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    // No group moved yet, or a power cut damaged the file.
    return {};
  }
}

async function write(folder: string, content: z.infer<typeof schema>): Promise<void> {
  await replaceFile(join(folder, FILE), JSON.stringify(content));
}
