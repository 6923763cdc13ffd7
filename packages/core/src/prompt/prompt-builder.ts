/**
 * Builds the system prompt of an agent: the protocol with the blocks of this agent, the workspace's AGENTS.md, then
 * the agent's own prompt. Asked before every run, so what has not changed is not read again; every part is capped,
 * and no file outside the agent's directory and the workspace is ever read, nor one among keys and settings.
 */
import { isAbsolute, join } from "node:path";
import type { AgentConfig, Settings } from "@tinyagi/contracts";
import { type Log, SILENT_LOG } from "../base/log.js";
import { createFileCache } from "../files/file-cache.js";
import { readMemoryIndex } from "../memory/memory-index.js";
import { createMemoryCache } from "../memory/memory-tree.js";
import { type Homes, realPathOf } from "../workspace/path-policy.js";
import { closedToPrompts, pathOfPrompt, whyNotRead } from "./prompt-file.js";
import { fillBlocks, PROTOCOL_TEXT } from "./protocol.js";
import { renderTeammates } from "./teammates.js";

/** Of AGENTS.md and of `prompt_file`, each; a longer file is cut, and a note in its place says so. */
export const PROMPT_FILE_MAX_BYTES = 128 * 1024;
const CACHED_AGENTS_MAX = 1_000;
const NO_MEMORY = "No notes yet.";

export interface PromptBuilderOptions {
  /** The settings in force; the same object as long as they have not changed. */
  settings: () => Settings;
  /** Directory of an agent, absolute. It need not exist. */
  workspaceOf: (agentId: string) => string | Promise<string>;
  /** Directories besides the agent's own from which a `prompt_file` may come. Default: `workspace.path`. */
  roots?: (settings: Settings) => readonly string[];
  /** Whose keys and settings are no prompt, even where a root holds them. */
  homes: Homes;
  log?: Log;
}

export interface PromptBuilder {
  /**
   * The system prompt of a configured agent; of an unknown one the protocol alone.
   *
   * @throws the error of the file system or of `workspaceOf` when the directory cannot be used at all
   */
  build(agentId: string): Promise<SystemPrompt>;
}

export interface SystemPrompt {
  text: string;
  /** Why the agent's `prompt_file` is not in the text; absent when it is, or when there is none. */
  leftOut?: string | undefined;
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
  const memory = createMemoryCache();
  const cached = { parse: promptText, maxBytes: PROMPT_FILE_MAX_BYTES, maxFiles: CACHED_AGENTS_MAX };
  const files = createFileCache({
    ...cached,
    onRefused: (_path, reason) => log.warn({ reason }, "the AGENTS.md of an agent is left out"),
  });
  const promptFiles = createFileCache(cached);
  const built = new Map<string, { parts: Parts; prompt: SystemPrompt }>();

  const readParts = async (agentId: string, settings: Settings, workspace: string): Promise<Parts> => {
    const agent = agentOf(settings, agentId);
    const home = await realPathOf(workspace);
    const promptFile = agent?.prompt_file;
    const readPrompt = async (
      file: string,
    ): Promise<{ text: string | null; leftOut: string | undefined }> => {
      const path = pathOfPrompt(file, home);
      const roots = [home, ...(await realRoots(options, settings))];
      const closed = await closedToPrompts(options.homes);
      const text = await promptFiles.get(path, roots, closed);
      return { text, leftOut: text === null ? await whyNotRead(path, { roots, closed }) : undefined };
    };
    const [index, instructions, fromFile] = await Promise.all([
      readMemoryIndex(join(home, "memory"), memory),
      files.get(join(home, "AGENTS.md"), [home]),
      promptFile === undefined ? undefined : readPrompt(promptFile),
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
    build: async (agentId) => {
      const settings = options.settings();
      if (agentOf(settings, agentId) === undefined) return { text: assemble(agentId, null) };
      const parts = await readParts(agentId, settings, await options.workspaceOf(agentId));
      const known = built.get(agentId);
      if (known !== undefined && isSame(known.parts, parts)) return known.prompt;
      const { leftOut } = parts;
      // Logged once for each new reason, not before every run.
      if (leftOut !== undefined && leftOut !== known?.prompt.leftOut)
        log.warn(
          { agent: agentId, reason: leftOut },
          "an agent runs without its prompt_file, which cannot be read",
        );
      const prompt = { text: assemble(agentId, parts), leftOut };
      if (built.size >= CACHED_AGENTS_MAX) built.clear();
      built.set(agentId, { parts, prompt });
      return prompt;
    },
  };
}

function assemble(agentId: string, parts: Parts | null): string {
  const protocol = fillBlocks(PROTOCOL_TEXT, {
    TEAMMATES: parts === null ? "" : renderTeammates(agentId, parts.settings, { workspace: parts.workspace }),
    MEMORY: parts === null || parts.memory === "" ? NO_MEMORY : parts.memory,
  });
  const texts = [protocol.trim(), parts?.instructions ?? "", parts?.own ?? ""];
  return texts.filter((text) => text !== "").join("\n\n");
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

function agentOf(settings: Settings, agentId: string): AgentConfig | undefined {
  return Object.hasOwn(settings.agents, agentId) ? settings.agents[agentId] : undefined;
}

async function realRoots(options: PromptBuilderOptions, settings: Settings): Promise<string[]> {
  const fromSettings = settings.workspace.path === undefined ? [] : [settings.workspace.path];
  const roots = (options.roots?.(settings) ?? fromSettings).filter((root) => isAbsolute(root));
  return Promise.all(roots.map(realPathOf));
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
