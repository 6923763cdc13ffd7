/** Channels as services, with the sentences of 0.0.20, and the transcripts that 0.0.20 kept as files. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import type { RouteHandlers } from "../../route-handlers.js";
import type { ChannelsPort, Services } from "../services.js";

type ServiceHandlers = Pick<
  RouteHandlers,
  "applyServices" | "startChannel" | "stopChannel" | "restartChannel" | "resetChannel" | "listChats"
>;

/** Most transcripts inspected in one call. Of a larger folder only a part is listed. */
const CHATS_MAX = 10_000;

export function serviceHandlers({ channels, chatsFolder }: Services): ServiceHandlers {
  return {
    applyServices: () => apply(channels),
    async startChannel({ params: { id } }) {
      if (!(await channels.start(id)))
        throw new AppError(
          "INVALID_INPUT",
          `Failed to start ${id} (unknown, already running, or missing token)`,
        );
      return { ok: true, channel: id, action: "started" };
    },
    async stopChannel({ params: { id } }) {
      if (!(await channels.stop(id))) throw new AppError("INVALID_INPUT", `${id} is not running`);
      return { ok: true, channel: id, action: "stopped" };
    },
    async restartChannel({ params: { id } }) {
      await channels.stop(id);
      if (!(await channels.start(id))) throw new AppError("INVALID_INPUT", `Failed to restart ${id}`);
      return { ok: true, channel: id, action: "restarted" };
    },
    async resetChannel({ params: { id } }) {
      await channels.reset(id);
      return { ok: true, channel: id, action: "reset" };
    },
    listChats: ({ query }) => chatsIn(chatsFolder, query.limit),
  };
}

async function apply(channels: ChannelsPort) {
  const started: string[] = [];
  const errors: string[] = [];
  for (const id of channels.enabled()) {
    if (await channels.start(id)) started.push(id);
    else errors.push(`${id}: failed to start or already running`);
  }
  return { ok: true as const, started, ...(errors.length === 0 ? {} : { errors }) };
}

interface Chat {
  teamId: string;
  file: string;
  time: number;
}

/** Transcripts in `<folder>/<team>/<file>.md`, newest first. Empty when the folder does not exist. */
async function chatsIn(folder: string, limit: number): Promise<Chat[]> {
  const chats: Chat[] = [];
  for (const team of await entries(folder)) {
    if (!team.isDirectory()) continue;
    for (const file of await entries(join(folder, team.name))) {
      if (!file.isFile() || !file.name.endsWith(".md") || chats.length >= CHATS_MAX) continue;
      const { mtimeMs } = await stat(join(folder, team.name, file.name));
      chats.push({ teamId: team.name, file: file.name, time: Math.floor(mtimeMs) });
    }
  }
  return chats.sort((a, b) => b.time - a.time || a.file.localeCompare(b.file)).slice(0, limit);
}

async function entries(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}
