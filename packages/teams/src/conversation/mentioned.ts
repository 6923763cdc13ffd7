/**
 * Teammates that an agent names without a tag, as the settings' `routing.mentions` says: handed over to, named in a note
 * of the reply, or ignored. A mention that hands over is a handoff like any other: the same limits end it.
 */
import type { Heard } from "@tinyagi/contracts";
import { type Claim, renderPrompt } from "@tinyagi/kernel";
import type { AgentOutput } from "../routing/agent-output.js";
import type { Directory } from "../routing/directory.js";
import type { MentionOptions } from "../routing/mentions.js";
import { addNote, type ConversationContext } from "./context.js";

const NOBODY: ReadonlyMap<string, string> = new Map();
/** Most names in one note. */
const NOTED_MAX = 8;

/**
 * Whose names hand over in the answer of a run. A sub-agent answers its parent, and a summary the person. Whoever handed
 * the work over gets the answer itself: "@lead Done" addresses it, and starts nothing. A tag still does.
 */
export function mentionsFor(
  context: ConversationContext,
  claim: Claim,
  heard: readonly Heard[] = [],
): MentionOptions {
  const isAnswer = claim.kind === "node" || claim.kind === "summary";
  const { mentions } = context.settings().routing;
  // Also those that joined the run while it was live: all that the agent read is given to it, not written by it. So are
  // the words of recordings.
  const members = context.store.batches.members(claim.id);
  const names = isAnswer || mentions === "off" ? NOBODY : listTeammates(claim.agent_id, context.directory());
  return {
    names: without(names, new Set([claim, ...members].map(({ from_agent: asker }) => asker))),
    given: [claim.prompt, ...members.map(renderPrompt), ...heard.map(({ text }) => text)].join("\n\n"),
    handsOver: mentions === "handoff",
  };
}

/** Inside a write: the person reads who was named and got nothing. */
export function noteNamed(
  context: ConversationContext,
  claim: Claim,
  { named, handoffs }: AgentOutput,
): void {
  const { agents } = context.directory();
  const handed = new Set(handoffs.flatMap(({ targets }) => targets.map((target) => target.toLowerCase())));
  const left = named.filter((id) => !handed.has(id) && !handed.has(agents.get(id)?.name.toLowerCase() ?? id));
  if (left.length === 0) return;
  addNote(context, claim.conversation_id, {
    text: { code: "mentioned", agents: left.slice(0, NOTED_MAX), by: claim.agent_id },
  });
}

function listTeammates(agentId: string, directory: Directory): Map<string, string> {
  const names = new Map<string, string>();
  const ids = [...directory.teams.values()]
    .filter(({ agents }) => agents.includes(agentId))
    .flatMap(({ agents }) => agents)
    .filter((id) => id !== agentId);
  for (const id of ids) {
    const name = directory.agents.get(id)?.name.trim().toLowerCase() ?? id;
    if (!names.has(name)) names.set(name, id);
  }
  // An id goes before the name of somebody else.
  for (const id of ids) names.set(id, id);
  return names;
}

/** Their names go with them: none of these means somebody else then. */
function without(names: ReadonlyMap<string, string>, ids: ReadonlySet<string | null>) {
  return new Map([...names].filter(([, id]) => !ids.has(id)));
}
