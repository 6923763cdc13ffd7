/**
 * Decides which handoffs of one output happen. Pure: facts in, decision out. Every handoff is in exactly one of the
 * three lists, so that none gets lost. All texts for one target become one message.
 */
import type { ConversationLimits, HandoffWhy, LimitCode } from "@tinyagi/contracts";
import type { Directory } from "./directory.js";
import { nearest } from "./nearest-name.js";

type ClosedAgent = Extract<HandoffWhy, { code: "agent.closed" }>;

/** The facts at the moment the output is committed. Times are milliseconds of the same clock. */
export interface HandoffFacts {
  /** Handoffs between the person's message (0) and the message whose output this is. */
  hop: number;
  /** Messages of the conversation so far. */
  messageCount: number;
  startedAt: number;
  now: number;
  /** Handoffs that the author's run has made before, through tools. They count towards its fan-out. */
  fannedOut: number;
  /** Handoffs so far within the conversation by `from>to`, see `pairKey`. */
  pairCounts: ReadonlyMap<string, number>;
}

export interface HandoffRequest {
  /** Agent id of the author. */
  from: string;
  directory: Directory;
  limits: ConversationLimits;
  facts: HandoffFacts;
  /** As `parseAgentOutput` returns them. */
  handoffs: readonly { targets: readonly string[]; text: string }[];
  /** Why an agent is not open to the person who asked. Default: every agent is. */
  closed?: (agent: string) => ClosedAgent | undefined;
}

/** A limit that stopped a handoff. `to` is null when it stopped all handoffs of the output. */
export interface Limited {
  code: LimitCode;
  to: string | null;
  limit: number;
}

export interface HandoffDecision {
  /** At most one per target; `teamId` is the first team both belong to. */
  accepted: { to: string; teamId: string | null; text: string }[];
  denied: { to: string; why: HandoffWhy }[];
  limited: Limited[];
}

/** A denied target is untrusted text. Reasons contain at most this much of it. */
const SHOWN_TARGET_MAX_CHARS = 64;
/** Most names of one output that are compared with those that exist. */
const SUGGESTED_MAX = 8;
/** Most denied targets reported for one output. */
const DENIED_MAX = 64;

/** The key of `HandoffFacts.pairCounts`. */
export function pairKey(from: string, to: string): string {
  return `${from}>${to}`;
}

/**
 * Targets are agent ids or names (in any case) and must share a team with the author. Each target is checked against
 * the limits in this order: duration, hops, repeats of the pair, messages, fan-out (distinct targets).
 */
export function decideHandoffs(request: HandoffRequest): HandoffDecision {
  const { from, directory, limits, facts } = request;
  const decision: HandoffDecision = { accepted: [], denied: [], limited: [] };
  for (const [target, texts] of textsByTarget(request)) {
    const teamId = target === from ? null : sharedTeam(from, target, directory);
    const why = findDenial(request, { target, teamId, known: decision.denied.length });
    if (why !== undefined) {
      if (decision.denied.length < DENIED_MAX) decision.denied.push({ to: shown(target), why });
      continue;
    }
    const limited = findLimit({ from, to: target, limits, facts, acceptedSoFar: decision.accepted.length });
    if (limited === null) decision.accepted.push({ to: target, teamId, text: texts.join("\n\n") });
    // The time limit stops all handoffs alike, so it is reported once.
    else if (limited.to !== null || decision.limited.length === 0) decision.limited.push(limited);
  }
  return decision;
}

function textsByTarget({ directory, handoffs }: HandoffRequest): Map<string, string[]> {
  const idOfName = new Map<string, string>();
  for (const [id, agent] of directory.agents) {
    const name = agent.name.trim().toLowerCase();
    if (!idOfName.has(name)) idOfName.set(name, id);
  }
  const byTarget = new Map<string, string[]>();
  for (const { targets, text } of handoffs) {
    const ids = targets.map((target) => {
      const name = target.trim().toLowerCase();
      return directory.agents.has(name) ? name : (idOfName.get(name) ?? name);
    });
    for (const id of new Set(ids)) {
      const texts = byTarget.get(id);
      if (texts === undefined) byTarget.set(id, [text]);
      else texts.push(text);
    }
  }
  return byTarget;
}

function sharedTeam(from: string, to: string, directory: Directory): string | null {
  for (const [id, team] of directory.teams) {
    if (team.agents.includes(from) && team.agents.includes(to)) return id;
  }
  return null;
}

/** @param of.known how many targets were denied before */
function findDenial(
  { from, directory, closed }: HandoffRequest,
  { target, teamId, known }: { target: string; teamId: string | null; known: number },
): HandoffWhy | undefined {
  if (target === from) return { code: "handoff.self" };
  if (!directory.agents.has(target)) {
    // Searching for a similar name takes time, and an output may name a thousand that do not exist.
    const near = known < SUGGESTED_MAX ? nearest(target, directory) : undefined;
    return { code: "handoff.unknown", name: shown(target), near: near ?? null };
  }
  return teamId === null ? { code: "handoff.no_team", from, to: target } : closed?.(target);
}

interface LimitCheck {
  from: string;
  to: string;
  limits: ConversationLimits;
  facts: HandoffFacts;
  acceptedSoFar: number;
}

function findLimit({ from, to, limits, facts, acceptedSoFar }: LimitCheck): Limited | null {
  if (facts.now - facts.startedAt > limits.durationMs) {
    return { code: "LIMIT_DURATION", to: null, limit: limits.durationMs };
  }
  if (facts.hop >= limits.hops) return { code: "LIMIT_HOPS", to, limit: limits.hops };
  if ((facts.pairCounts.get(pairKey(from, to)) ?? 0) >= limits.pairRepeats) {
    return { code: "LIMIT_PAIR_REPEATS", to, limit: limits.pairRepeats };
  }
  if (facts.messageCount + acceptedSoFar >= limits.messages) {
    return { code: "LIMIT_MESSAGES", to, limit: limits.messages };
  }
  if (facts.fannedOut + acceptedSoFar >= limits.fanOut)
    return { code: "LIMIT_FAN_OUT", to, limit: limits.fanOut };
  return null;
}

function shown(target: string): string {
  return target.length <= SHOWN_TARGET_MAX_CHARS ? target : `${target.slice(0, SHOWN_TARGET_MAX_CHARS)}…`;
}
