/**
 * The transcripts of agents on API models: one file a session, only the owner's to read, replaced as a whole. A
 * transcript that cannot be read counts as lost, never as an empty one.
 */
import { lstat, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { AgentMessage } from "@tinyagi/agents";
import { type ApiFormat, HarnessError } from "@tinyagi/contracts";
import { errorCode, makeDirectory, openRegularFile, readCapped, writeFileAtomic } from "@tinyagi/core";
import { objectOf } from "../cli/json-line.js";

/** Bytes of one transcript; a longer one has outgrown every model's context long before. */
export const SESSION_MAX_BYTES = 16 * 1024 * 1024;
/** Files kept; the oldest go first. */
export const SESSIONS_MAX = 2_000;
const ID = /^api-[0-9a-f-]{36}$/;
const FORMAT_VERSION = 1;

/** A transcript and the wire format it was written in. */
export interface ApiSession {
  readonly format: ApiFormat;
  readonly messages: readonly AgentMessage[];
}

export interface ApiSessionStore {
  /** @returns undefined when there is no readable session of that id */
  load(id: string): Promise<ApiSession | undefined>;
  /** @throws HarnessError `context_too_long` when it has outgrown {@link SESSION_MAX_BYTES} */
  save(id: string, session: ApiSession): Promise<void>;
}

/** @param folder created at the first save */
export function createApiSessionStore(folder: string): ApiSessionStore {
  const fileOf = (id: string) => join(folder, `${id}.json`);
  return {
    async load(id) {
      if (!ID.test(id)) return undefined;
      const opened = await openRegularFile(fileOf(id), () => true);
      if (!opened.ok) return undefined;
      try {
        const bytes = await readCapped(opened.handle, SESSION_MAX_BYTES);
        return bytes === null ? undefined : parseSession(bytes.toString("utf8"));
      } finally {
        await opened.handle.close();
      }
    },
    async save(id, { format, messages }) {
      if (!ID.test(id)) throw new HarnessError("invalid", "the session has no usable id");
      const data = JSON.stringify({ version: FORMAT_VERSION, format, messages });
      if (Buffer.byteLength(data) > SESSION_MAX_BYTES)
        throw new HarnessError("context_too_long", "the conversation of this session has grown too long");
      await makeDirectory(folder, 0o700);
      await writeFileAtomic({ path: fileOf(id), data });
      if (messages.length === 0) await prune(folder);
    },
  };
}

function parseSession(text: string): ApiSession | undefined {
  try {
    const value = objectOf(JSON.parse(text));
    const format = value?.format;
    if (value?.version !== FORMAT_VERSION || !Array.isArray(value.messages)) return undefined;
    if (format !== "anthropic" && format !== "openai-chat" && format !== "openai-responses") return undefined;
    // Written by this file alone, and readable by the owner alone: what parses is what was saved.
    return { format, messages: value.messages as AgentMessage[] };
  } catch {
    return undefined; // A torn file is a lost session; the invoker begins a new one and says so.
  }
}

/** Runs at the start of a session only: rare enough to look at every file. */
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
 * A transcript for another wire format: what only the provider it came from understands (reasoning, signatures, item
 * ids) is left out.
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
