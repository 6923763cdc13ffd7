/**
 * What the prompt of an agent takes from its workspace. It is read before every run, so what has not changed is not read
 * again. Every text is capped, and no file outside the agent's directory and the workspace is ever read, nor one among
 * keys and settings.
 */
import { isAbsolute, join } from "node:path";
import { createFileCache, type FileCache, type Log } from "@tinyagi/base";
import type { FileRefusal, WorkspaceOutput } from "@tinyagi/contracts";
import { closedToPrompts, type Homes, pathOfPrompt, resolveRealPath, whyNotRead } from "@tinyagi/home";
import { readWorkspaceMemory } from "../memory/memory-index.js";
import { createMemoryCache } from "../memory/memory-tree.js";

/** Of AGENTS.md and of `prompt_file`, each; a longer file is cut, and a note in its place says so. */
export const PROMPT_FILE_MAX_BYTES = 128 * 1024;
const CACHED_AGENTS_MAX = 1_000;

export interface PromptTextsOptions {
  /** The directory besides the agent's own from which a `prompt_file` may come. */
  root: () => string;
  /** Whose keys and settings are no prompt, even where the root holds them. */
  homes: Homes;
  log: Log;
  /** As in {@link FileCacheOptions}. */
  now?: (() => number) | undefined;
}

export type PromptTexts = Omit<WorkspaceOutput<"preparePrompt">, "folder">;

/**
 * @param workspace directory of the agent, a real path. It need not exist
 * @param file as `prompt_file` names it; null for none
 * @throws the error of the file system when the directory cannot be used at all
 */
export type ReadPromptTexts = (workspace: string, file: string | null) => Promise<PromptTexts>;

export function createPromptTexts(options: PromptTextsOptions): ReadPromptTexts {
  const { log, now } = options;
  const memory = createMemoryCache({ now });
  const cached = { parse: promptText, maxBytes: PROMPT_FILE_MAX_BYTES, maxFiles: CACHED_AGENTS_MAX, now };
  const files = createFileCache({
    ...cached,
    onRefused: (_path, reason) => log.warn({ reason }, "the AGENTS.md of an agent is left out"),
  });
  const readPromptFile = createPromptFileReader(options, () => createFileCache(cached));

  return async (workspace, file) => {
    const [index, instructions, fromFile] = await Promise.all([
      readWorkspaceMemory(workspace, memory),
      files.get(join(workspace, "AGENTS.md"), [workspace]),
      file === null ? undefined : readPromptFile(file, workspace),
    ]);
    const { text: own = null, leftOut = null, refusal } = fromFile ?? {};
    return {
      memory: index,
      instructions: withoutComments(instructions ?? ""),
      own,
      leftOut,
      ...(refusal && { refusal }),
    };
  };
}

interface FromFile {
  text: string | null;
  leftOut: string | null;
  refusal?: FileRefusal;
}

/** The root decides where prompt files may be: another one forgets what was read. */
function createPromptFileReader(
  { root, homes }: PromptTextsOptions,
  newCache: () => FileCache<string>,
): (file: string, workspace: string) => Promise<FromFile> {
  let cache: { root: string; files: FileCache<string> } | undefined;
  return async (file, workspace) => {
    const now = root();
    if (cache?.root !== now) cache = { root: now, files: newCache() };
    const path = pathOfPrompt(file, workspace);
    const places = async () => ({
      roots: isAbsolute(now) ? [workspace, await resolveRealPath(now)] : [workspace],
      closed: await closedToPrompts(homes),
    });
    const text = await cache.files.getWithin(path, workspace, places);
    const problem = text === null ? await whyNotRead(path, await places()) : undefined;
    if (problem === undefined) return { text, leftOut: null };
    return { text, leftOut: problem.reason, refusal: problem.refusal };
  };
}

function promptText(text: string, cut: boolean): string {
  const note = `\n\n(Cut here: this file is longer than ${PROMPT_FILE_MAX_BYTES} bytes. Read the rest from it.)`;
  return cut ? `${text.trim()}${note}` : text.replace(/^\ufeff/, "").trim();
}

/** A file that holds nothing but comments, as a new workspace's does, says nothing. */
function withoutComments(text: string): string {
  let rest = text;
  while (rest.startsWith("<!--")) {
    const end = rest.indexOf("-->");
    if (end < 0) return text;
    rest = rest.slice(end + 3).trimStart();
  }
  return rest === "" ? "" : text;
}
