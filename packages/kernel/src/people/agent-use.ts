/**
 * Whether the person who asked may use an agent: the table of roles, applied to the settings. Asked where work is routed,
 * so that people read why, and again when a message is claimed, which nothing gets around.
 */
import {
  type AgentUseFacts,
  agentRefusal,
  type ReplyNote,
  type SenderRole,
  type Settings,
} from "@tinyagi/contracts";
import { en, noteText, type ViewWords } from "@tinyagi/views";
import type { Store } from "../store/store.js";
import { type AskerFacts, findRole } from "./asker.js";

export type UseSettings = Pick<Settings, "agents" | "teams" | "roles" | "default_agent">;

/** Why an agent may not be used. `role` is undefined when the approval of the person was revoked. */
export interface UseRefusal {
  agent: string;
  role: SenderRole | undefined;
  why: "mode" | "unnamed" | "revoked";
}

type UseNote = Extract<ReplyNote, { code: "agent.closed" }>;

const FALLBACK_AGENT = "tinyagi";

/** The agent for messages without a recipient: `default_agent`, else `tinyagi`, else the first one. */
export function resolveDefaultAgent({ agents, default_agent }: UseSettings): string | undefined {
  const wanted = [default_agent, FALLBACK_AGENT, ...Object.keys(agents)];
  return wanted.find((id) => id !== undefined && Object.hasOwn(agents, id));
}

/** @param role undefined for a person whose approval was revoked. @returns undefined when the agent may be used */
export function useRefusal(
  settings: UseSettings,
  role: SenderRole | undefined,
  agent: string,
): UseRefusal | undefined {
  if (role === undefined) return { agent, role, why: "revoked" };
  const why = agentRefusal(role, factsOf(settings, role, agent));
  return why === undefined ? undefined : { agent, role, why };
}

/** The same for the work of a conversation. */
export function findUseRefusal(
  { store, settings }: { store: Pick<Store, "pairings">; settings: UseSettings },
  asked: AskerFacts,
  agent: string,
): UseRefusal | undefined {
  return useRefusal(settings, findRole(store, asked), agent);
}

/** The facts of a reply to the person. */
export function useRefusalNote({ agent, role, why }: UseRefusal): UseNote {
  return { code: "agent.closed", agent, role: role ?? null, why };
}

/** For the person, and for the agent that wanted to hand work on. */
export function useRefusalText(refusal: UseRefusal, words: ViewWords = en): string {
  return noteText(useRefusalNote(refusal), words);
}

function factsOf(settings: UseSettings, role: SenderRole, agent: string): AgentUseFacts {
  const { agents, roles } = settings;
  const config = Object.hasOwn(agents, agent) ? agents[agent] : undefined;
  return {
    mode: config?.permissions ?? "sandboxed",
    isDefault: resolveDefaultAgent(settings) === agent,
    isNamed: role === "owner" ? undefined : isNamed(settings, roles[role].agents, agent),
  };
}

function isNamed(
  { teams }: UseSettings,
  named: readonly string[] | undefined,
  agent: string,
): boolean | undefined {
  return named?.some((id) => {
    const team = Object.hasOwn(teams, id) ? teams[id] : undefined;
    return id === agent || team?.agents.includes(agent) === true || team?.leader_agent === agent;
  });
}
