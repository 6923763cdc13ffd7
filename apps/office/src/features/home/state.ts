/** What each agent does now, and the sentence that says how things are. Pure. */
import { count, oneLine } from "../../lib/format/text";
import type { Agents, Conversation, Run, Teams } from "../../lib/queries";
import type { LiveRun, LiveRuns } from "../../lib/stream/live";
import type { State } from "../../ui/glyph";
import { type Need, shortNeed } from "../needs/needs";
import type { Inhabitant } from "../scene/model";

/** An agent without a run for this long sleeps. */
export const ASLEEP_AFTER_MS = 60 * 60_000;

/** An agent, and what it does now. */
export type AgentNow = Inhabitant;

export interface Facts {
  agents: Agents;
  teams: Teams;
  runs: readonly Run[];
  needs: readonly Need[];
  live: LiveRuns;
  now: number;
}

const LIVE_STATES: ReadonlySet<Run["status"]> = new Set(["starting", "running"]);

export function isLive(run: Run): boolean {
  return LIVE_STATES.has(run.status);
}

/** The agents, team by team, as they sit in the office. Those without a team come last. */
export function agentsNow(facts: Facts): AgentNow[] {
  const teamOf = new Map<string, string>();
  for (const [team, { agents }] of Object.entries(facts.teams))
    for (const agent of agents) if (!teamOf.has(agent)) teamOf.set(agent, team);
  const inTeams = [...teamOf.keys()].filter((id) => id in facts.agents);
  const loose = Object.keys(facts.agents).filter((id) => !teamOf.has(id));
  return [...inTeams, ...loose].map((id) => ({
    id,
    name: facts.agents[id]?.name ?? id,
    team: teamOf.get(id),
    ...doing(id, facts),
  }));
}

type Doing = Pick<AgentNow, "state" | "line" | "tool" | "helpers">;

function doing(id: string, facts: Facts): Doing {
  const { runs, needs, now } = facts;
  const [first, ...others] = liveRunsOf(id, facts);
  const helpers = others.map((run) => ({ id: run.runId, line: currentLine(run) }));
  const asked = needs.find(({ kind, agent }) => kind === "approval" && agent === id);
  if (asked !== undefined) return { state: "waiting", line: shortNeed(asked), tool: undefined, helpers };
  if (first !== undefined) {
    const tool = first.tools.findLast(({ tookMs }) => tookMs === undefined);
    return { state: "running", line: currentLine(first), tool: tool?.name, helpers };
  }
  const failed = needs.find(({ agent }) => agent === id);
  if (failed !== undefined) return { state: "failed", line: shortNeed(failed), tool: undefined, helpers };
  const last = Math.max(0, ...runs.filter(({ agent }) => agent === id).map(({ createdAt }) => createdAt));
  return { state: now - last > ASLEEP_AFTER_MS ? "asleep" : "idle", line: "", tool: undefined, helpers };
}

/** What an agent works on: the runs that the daemon lists, and newer ones of which only events are known. */
function liveRunsOf(id: string, { runs, live }: Facts): Pick<LiveRun, "runId" | "text" | "tools">[] {
  const listed = runs.filter((run) => run.agent === id && isLive(run)).map(({ runId }) => runId);
  const ended = new Set(runs.filter((run) => !isLive(run)).map(({ runId }) => runId));
  const newer = [...live.values()].filter(({ agent, runId }) => agent === id && !ended.has(runId));
  const all = new Set([...listed, ...newer.map(({ runId }) => runId)]);
  return [...all].map((runId) => live.get(runId) ?? { runId, text: "", tools: [] });
}

/** The tool in use, else the newest words. */
export function currentLine(run: Pick<LiveRun, "text" | "tools"> | undefined): string {
  const tool = run?.tools.findLast(({ tookMs }) => tookMs === undefined);
  if (tool !== undefined) return oneLine(`${tool.name} ${tool.input}`, 40);
  const lines = (run?.text ?? "").trimEnd().split("\n");
  return oneLine(lines.at(-1) ?? "", 40);
}

const SMALL = [
  "No",
  "One",
  "Two",
  "Three",
  "Four",
  "Five",
  "Six",
  "Seven",
  "Eight",
  "Nine",
  "Ten",
  "Eleven",
  "Twelve",
];

/** The largest text on Home: what needs you, then who works. */
export function sentence(facts: { needs: number; working: number; agents: number }): {
  needs: string;
  rest: string;
} {
  const { needs, working, agents } = facts;
  const first = needs === 0 ? "Nothing needs you." : `${needs === 1 ? "thing needs" : "things need"} you.`;
  if (agents === 0) return { needs: first, rest: "The office has no agents yet." };
  const number = SMALL[working] ?? String(working);
  if (working === 0) return { needs: first, rest: agents === 1 ? "Your agent rests." : "Everyone rests." };
  return { needs: first, rest: working === 1 ? "One agent works." : `${number} agents work.` };
}

export interface Mission {
  conversation: Conversation;
  agents: readonly string[];
  state: State;
  step: string;
  /** Newest live runs, which can be steered. */
  liveRun: string | undefined;
  /** Who works on it now. */
  working: readonly { runId: string; agent: string }[];
}

/** Those that wait for you, then those that run, then those that wait for their turn; newest first. */
const MISSION_ORDER: readonly State[] = ["waiting", "running", "held"];

export function missions(facts: Facts & { conversations: readonly Conversation[] }): Mission[] {
  const rank = ({ state }: Mission): number => MISSION_ORDER.indexOf(state);
  return facts.conversations
    .filter(({ status }) => status === "open")
    .map((conversation) => missionOf(conversation, facts))
    .sort((a, b) => rank(a) - rank(b) || b.conversation.createdAt - a.conversation.createdAt);
}

function missionOf(conversation: Conversation, { runs, needs, live, agents }: Facts): Mission {
  const own = runs.filter(({ conversationId }) => conversationId === conversation.id);
  const working = own.filter(isLive);
  const asked = needs.find(
    (need) => need.kind === "approval" && need.approval.conversationId === conversation.id,
  );
  const first = working[0];
  const name = (id: string): string => oneLine(agents[id]?.name ?? id, 40);
  const common = {
    conversation,
    agents: [...new Set(own.map(({ agent }) => agent))],
    liveRun: first?.runId,
    working,
  };
  if (asked !== undefined)
    return { ...common, state: "waiting", step: `${name(asked.agent)} waits for your answer` };
  if (first === undefined) return { ...common, state: "held", step: "Waits for its turn" };
  const others = working.length > 1 ? `, ${count(working.length - 1, "other")} work too` : "";
  const line = currentLine(live.get(first.runId));
  const step = line === "" ? `${name(first.agent)} works${others}` : `${name(first.agent)}: ${line}`;
  return { ...common, state: "running", step };
}
