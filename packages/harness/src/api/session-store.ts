/**
 * Stores the transcripts of agents on model APIs: one file per session, readable only by its owner, replaced atomically.
 * An unreadable transcript counts as lost and must never be treated as empty.
 */
import { lstat, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { AgentMessage } from "@tinyagi/agents";
import { errorCode, makeDirectory, openRegularFile, readCapped, writeFileAtomic } from "@tinyagi/base";
import { type ApiFormat, HarnessError } from "@tinyagi/contracts";
import { toObject } from "../cli/json-line.js";

/** Bytes of one transcript. A longer one exceeds every model's context. */
export const SESSION_MAX_BYTES = 16 * 1024 * 1024;
/** Files kept. The oldest are deleted first. */
export const SESSIONS_MAX = 2_000;
const ID = /^api-[0-9a-f-]{36}$/;
const FORMAT_VERSION = 1;

/** A transcript and its wire format. */
export interface ApiSession {
  readonly format: ApiFormat;
  readonly messages: readonly AgentMessage[];
}

export interface ApiSessionStore {
  /** @returns undefined if there is no readable session with this id */
  load(id: string): Promise<ApiSession | undefined>;
  /** @throws HarnessError `context_too_long` if it is larger than {@link SESSION_MAX_BYTES} */
  save(id: string, session: ApiSession): Promise<void>;
}

/** @param folder created at the first save */
export function createApiSessionStore(folder: string): ApiSessionStore {
  const locateFile = (id: string) => join(folder, `${id}.json`);
  return {
    async load(id) {
      if (!ID.test(id)) return undefined;
      const opened = await openRegularFile(locateFile(id), () => true);
      if (!opened.ok) return undefined;
      try {
        const bytes = await readCapped(opened.handle, SESSION_MAX_BYTES);
        return bytes === null ? undefined : parseSession(bytes.toString("utf8"));
      } finally {
        await opened.handle.close();
      }
    },
    async save(id, { format, messages }) {
      if (!ID.test(id)) throw new HarnessError("invalid", "the session's id is not valid");
      const data = JSON.stringify({ version: FORMAT_VERSION, format, messages });
      if (Buffer.byteLength(data) > SESSION_MAX_BYTES)
        throw new HarnessError("context_too_long", "the conversation of this session is too long");
      await writeIn(folder, { path: locateFile(id), data });
      if (messages.length === 0) await prune(folder);
    },
  };
}

/** The folder is there for nearly every save: to look first would cost each message 0.6 ms. */
async function writeIn(folder: string, file: { path: string; data: string }): Promise<void> {
  try {
    await writeFileAtomic(file);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    await makeDirectory(folder, 0o700);
    await writeFileAtomic(file);
  }
}

function parseSession(text: string): ApiSession | undefined {
  try {
    const value = toObject(JSON.parse(text));
    const format = value?.format;
    if (value?.version !== FORMAT_VERSION || !Array.isArray(value.messages)) return undefined;
    if (format !== "anthropic" && format !== "openai-chat" && format !== "openai-responses") return undefined;
    // Only this code writes the file and only its owner can access it, so valid JSON is what was saved.
    return { format, messages: value.messages as AgentMessage[] };
  } catch {
    return undefined; // A damaged file is a lost session. The invoker starts a new one and reports it.
  }
}

/** Runs only when a session starts, which is rare enough to look at every file. */
async function prune(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  if (names.length <= SESSIONS_MAX) return;
  const files = await Promise.all(
    names.map(async (name) => ({ name, at: (await lstat(join(folder, name))).mtimeMs })),
  );
  files.sort((a, b) => a.at - b.at);
  for (const { name } of files.slice(0, files.length - SESSIONS_MAX)) {
    await unlink(join(folder, name)).catch((error: unknown) => {
      if (errorCode(error) !== "ENOENT") throw error;
    });
  }
}

/**
 * Converts a transcript for another wire format. It omits what only the original provider understands: reasoning,
 * signatures, item ids.
 */
export function portable(messages: readonly AgentMessage[]): AgentMessage[] {
  return messages.flatMap((message): AgentMessage[] => {
    const { providerOptions: _, ...rest } = message;
    if (rest.role === "user" || typeof rest.content === "string") return [rest as AgentMessage];
    const content = rest.content
      .filter((part) => part.type !== "reasoning")
      .map(({ providerOptions: __, ...part }) => part);
    return content.length === 0 ? [] : [{ ...rest, content } as AgentMessage];
  });
}
