/**
 * Builds the system prompt of an agent: the protocol with the blocks of this agent, the workspace's AGENTS.md, then
 * the agent's own prompt. It is asked for before every run, so the same texts give the same prompt again.
 */
import { type Log, SILENT_LOG } from "@tinyagi/base";
import {
  type AgentConfig,
  type FileRefusal,
  joinPromptParts,
  type PromptPart,
  type Settings,
  type WorkspaceOutput,
  type WorkspacePort,
} from "@tinyagi/contracts";
import type { SystemPrompt } from "@tinyagi/kernel";
import { fillBlocks, PROTOCOL_TEXT, PROTOCOL_TEXT_ALONE } from "./protocol.js";
import { hasTeammates, renderTeammates } from "./teammates.js";

const REMEMBERED_MAX = 1_000;
const NO_MEMORY = "No notes yet.";

export interface PromptBuilderOptions {
  /** The settings in force; the same object as long as they have not changed. */
  settings: () => Settings;
  log?: Log;
  /** The list of the company's notes, as agents read it; empty without notes. Default: none. */
  company?: () => Promise<string>;
}

/** The prompt of an agent, and where it works. */
export interface PreparedAgent {
  /** The directory of the agent on its machine. */
  workspace: string;
  system: SystemPrompt;
}

export interface PromptBuilder {
  /**
   * Prepares the workspace of a configured agent and builds its system prompt; of an unknown one the protocol alone.
   *
   * @throws as {@link WorkspacePort} does
   */
  prepare(agentId: string, workspace: Pick<WorkspacePort, "preparePrompt">): Promise<PreparedAgent>;
}

interface Parts {
  settings: Settings;
  workspace: string;
  memory: string;
  instructions: string;
  own: string;
  company: string;
  leftOut: string | undefined;
  refusal: FileRefusal | undefined;
}

export function createPromptBuilder({
  settings,
  log = SILENT_LOG,
  company = async () => "",
}: PromptBuilderOptions): PromptBuilder {
  const built = new Map<string, { parts: Parts; prompt: SystemPrompt }>();

  const build = (agentId: string, parts: Parts): SystemPrompt => {
    const known = built.get(agentId);
    if (known !== undefined && isSame(known.parts, parts)) return known.prompt;
    const { leftOut } = parts;
    // Logged once for each new reason, not before every run.
    if (leftOut !== undefined && leftOut !== known?.prompt.leftOut)
      log.warn(
        { agent: agentId, reason: leftOut },
        "an agent runs without its prompt_file, which cannot be read",
      );
    const prompt = { ...toPrompt(toParts(agentId, parts.settings, parts)), leftOut, refusal: parts.refusal };
    if (built.size >= REMEMBERED_MAX) built.clear();
    built.set(agentId, { parts, prompt });
    return prompt;
  };

  return {
    async prepare(agentId, workspace) {
      const now = settings();
      const agent = resolveAgent(now, agentId);
      const [texts, notes] = await Promise.all([
        workspace.preparePrompt({ file: agent?.prompt_file ?? null }),
        company(),
      ]);
      const system =
        agent === undefined
          ? toPrompt(toParts(agentId, now, null))
          : build(agentId, combine(now, agent, { ...texts, company: notes }));
      return { workspace: texts.folder, system };
    },
  };
}

function combine(
  settings: Settings,
  agent: AgentConfig,
  {
    folder,
    memory,
    instructions,
    own,
    leftOut,
    refusal,
    company,
  }: WorkspaceOutput<"preparePrompt"> & { company: string },
): Parts {
  return {
    settings,
    workspace: folder,
    memory,
    instructions,
    company,
    own: own ?? agent.system_prompt?.trim() ?? "",
    leftOut: leftOut ?? undefined,
    refusal,
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
    { kind: "company", source: "company", text: parts?.company ?? "" },
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
    a.company === b.company &&
    a.leftOut === b.leftOut
  );
}

function resolveAgent(settings: Settings, agentId: string): AgentConfig | undefined {
  return Object.hasOwn(settings.agents, agentId) ? settings.agents[agentId] : undefined;
}
