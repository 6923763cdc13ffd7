/**
 * Builds the system prompt of an agent: the protocol with the blocks of this agent, the workspace's AGENTS.md, then
 * the agent's own prompt. It is built before every run, so what has not changed is not read again. Every part is capped,
 * and no file outside the agent's directory and the workspace is ever read, nor one among keys and settings.
 */
import { isAbsolute, join } from "node:path";
import { createFileCache, type FileCache, type Log, SILENT_LOG } from "@tinyagi/base";
import { type AgentConfig, joinPromptParts, type PromptPart, type Settings } from "@tinyagi/contracts";
import { closedToPrompts, type Homes, pathOfPrompt, resolveRealPath, whyNotRead } from "@tinyagi/home";
import type { SystemPrompt } from "@tinyagi/kernel";
import { readWorkspaceMemory } from "../memory/memory-index.js";
import { createMemoryCache } from "../memory/memory-tree.js";
import { fillBlocks, PROTOCOL_TEXT, PROTOCOL_TEXT_ALONE } from "./protocol.js";
import { hasTeammates, renderTeammates } from "./teammates.js";

/** Of AGENTS.md and of `prompt_file`, each; a longer file is cut, and a note in its place says so. */
export const PROMPT_FILE_MAX_BYTES = 128 * 1024;
const CACHED_AGENTS_MAX = 1_000;
const NO_MEMORY = "No notes yet.";

export interface PromptBuilderOptions {
  /** The settings in force; the same object as long as they have not changed. */
  settings: () => Settings;
  /** Directories besides the agent's own from which a `prompt_file` may come. Default: `workspace.path`. */
  roots?: (settings: Settings) => readonly string[];
  /** Whose keys and settings are no prompt, even where a root holds them. */
  homes: Homes;
  log?: Log;
  /** As in {@link FileCacheOptions}. */
  now?: (() => number) | undefined;
}

export interface PromptBuilder {
  /**
   * The system prompt of a configured agent; of an unknown one the protocol alone.
   *
   * @param workspace directory of the agent, a real path. It need not exist
   * @throws the error of the file system when the directory cannot be used at all
   */
  build(agentId: string, workspace: string): Promise<SystemPrompt>;
}

interface Parts {
  settings: Settings;
  workspace: string;
  memory: string;
  instructions: string;
  own: string;
  leftOut: string | undefined;
}

export function createPromptBuilder(options: PromptBuilderOptions): PromptBuilder {
  const log = options.log ?? SILENT_LOG;
  const { now } = options;
  const memory = createMemoryCache({ now });
  const cached = { parse: promptText, maxBytes: PROMPT_FILE_MAX_BYTES, maxFiles: CACHED_AGENTS_MAX, now };
  const files = createFileCache({
    ...cached,
    onRefused: (_path, reason) => log.warn({ reason }, "the AGENTS.md of an agent is left out"),
  });
  const readPromptFile = createPromptFileReader(options, () => createFileCache(cached));
  const built = new Map<string, { parts: Parts; prompt: SystemPrompt }>();

  const readParts = async (agentId: string, settings: Settings, workspace: string): Promise<Parts> => {
    const agent = resolveAgent(settings, agentId);
    const promptFile = agent?.prompt_file;
    const [index, instructions, fromFile] = await Promise.all([
      readWorkspaceMemory(workspace, memory),
      files.get(join(workspace, "AGENTS.md"), [workspace]),
      promptFile === undefined ? undefined : readPromptFile(promptFile, settings, workspace),
    ]);
    return {
      settings,
      workspace,
      memory: index,
      instructions: withoutComments(instructions ?? ""),
      own: fromFile?.text ?? agent?.system_prompt?.trim() ?? "",
      leftOut: fromFile?.leftOut,
    };
  };

  return {
    build: async (agentId, workspace) => {
      const settings = options.settings();
      if (resolveAgent(settings, agentId) === undefined) return toPrompt(toParts(agentId, settings, null));
      const parts = await readParts(agentId, settings, workspace);
      const known = built.get(agentId);
      if (known !== undefined && isSame(known.parts, parts)) return known.prompt;
      const { leftOut } = parts;
      // Logged once for each new reason, not before every run.
      if (leftOut !== undefined && leftOut !== known?.prompt.leftOut)
        log.warn(
          { agent: agentId, reason: leftOut },
          "an agent runs without its prompt_file, which cannot be read",
        );
      const prompt = { ...toPrompt(toParts(agentId, settings, parts)), leftOut };
      if (built.size >= CACHED_AGENTS_MAX) built.clear();
      built.set(agentId, { parts, prompt });
      return prompt;
    },
  };
}

interface PromptFile {
  text: string | null;
  leftOut: string | undefined;
}

/** Reads the files that `prompt_file` names. The settings decide where they may be: others forget what was read. */
function createPromptFileReader(
  options: PromptBuilderOptions,
  newCache: () => FileCache<string>,
): (file: string, settings: Settings, workspace: string) => Promise<PromptFile> {
  let cache: { settings: Settings; files: FileCache<string> } | undefined;
  return async (file, settings, workspace) => {
    if (cache?.settings !== settings) cache = { settings, files: newCache() };
    const path = pathOfPrompt(file, workspace);
    const places = async () => ({
      roots: [workspace, ...(await realRoots(options, settings))],
      closed: await closedToPrompts(options.homes),
    });
    const text = await cache.files.getWithin(path, workspace, places);
    return { text, leftOut: text === null ? (await whyNotRead(path, await places()))?.reason : undefined };
  };
}

function toPrompt(parts: readonly PromptPart[]): SystemPrompt {
  return { text: joinPromptParts(parts), parts };
}

function toParts(agentId: string, settings: Settings, parts: Parts | null): PromptPart[] {
  const agent = resolveAgent(settings, agentId);
  const own =
    agent?.prompt_file === undefined || parts?.leftOut !== undefined ? "system_prompt" : "prompt_file";
  const found: PromptPart[] = [
    buildProtocol(agentId, settings, parts),
    { kind: "protocol_append", source: "protocol.append", text: settings.protocol.append?.trim() ?? "" },
    {
      kind: "protocol_append",
      source: `agents.${agentId}.protocol.append`,
      text: agent?.protocol?.append?.trim() ?? "",
    },
    { kind: "instructions", source: "AGENTS.md", text: parts?.instructions ?? "" },
    { kind: "own", source: `agents.${agentId}.${own}`, text: parts?.own ?? "" },
  ];
  return found.filter(({ text }) => text !== "");
}

function buildProtocol(agentId: string, settings: Settings, parts: Parts | null): PromptPart {
  const own = resolveAgent(settings, agentId)?.protocol?.replace;
  const general = settings.protocol.replace;
  const source =
    own !== undefined
      ? `agents.${agentId}.protocol.replace`
      : general !== undefined
        ? "protocol.replace"
        : "built-in";
  const builtIn = hasTeammates(agentId, settings) ? PROTOCOL_TEXT : PROTOCOL_TEXT_ALONE;
  const text = fillBlocks(own ?? general ?? builtIn, {
    TEAMMATES: parts === null ? "" : renderTeammates(agentId, parts.settings, { workspace: parts.workspace }),
    MEMORY: parts === null || parts.memory === "" ? NO_MEMORY : parts.memory,
  });
  return { kind: "protocol", source, text: text.trim() };
}

function isSame(a: Parts, b: Parts): boolean {
  return (
    a.settings === b.settings &&
    a.workspace === b.workspace &&
    a.memory === b.memory &&
    a.instructions === b.instructions &&
    a.own === b.own &&
    a.leftOut === b.leftOut
  );
}

function resolveAgent(settings: Settings, agentId: string): AgentConfig | undefined {
  return Object.hasOwn(settings.agents, agentId) ? settings.agents[agentId] : undefined;
}

async function realRoots(options: PromptBuilderOptions, settings: Settings): Promise<string[]> {
  const fromSettings = settings.workspace.path === undefined ? [] : [settings.workspace.path];
  const roots = (options.roots?.(settings) ?? fromSettings).filter((root) => isAbsolute(root));
  return Promise.all(roots.map(resolveRealPath));
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
