/** What each agent does now, and the sentence that says how things are. Pure. */

import type { LiveRuns, ShownRun } from "@tinyagi/client";
import { AGENT_STATES, type AgentState } from "@tinyagi/contracts";
import { type AgentLists, agentFacts, agentState } from "@tinyagi/views";
import { groupBy } from "../../lib/group-by";
import type { Agents, Run, Teams } from "../../lib/queries";
import { words } from "../../locale/words";
import { type Need, shortNeed } from "../needs/needs";
import type { Inhabitant } from "../scene/model";
import { type AtWork, currentLine, nowIn, ownFirst, toSubAgent } from "./workers";

export { currentLine };

/** An agent without a run for this long sleeps. */
export const ASLEEP_AFTER_MS = 60 * 60_000;

/** An agent, and what it does now. */
export type AgentNow = Inhabitant;

export interface Facts {
  agents: Agents;
  teams: Teams;
  runs: readonly Run[];
  needs: readonly Need[];
  /** How many messages failed permanently; `needs` has only the newest. */
  dead: AgentLists["dead"];
  /** What is queued; empty while it is read. */
  messages: AgentLists["messages"];
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
  const work = workOf(facts);
  const stateOf = listStates(facts);
  return [...inTeams, ...loose].map((id) => ({
    id,
    name: facts.agents[id]?.name ?? id,
    team: teamOf.get(id),
    ...doing(work.get(id) ?? NO_WORK, stateOf(id), facts.now),
  }));
}

/** @returns the new list, with the old object for each agent that does the same: only the others are drawn again */
export function keepUnchanged(old: readonly AgentNow[], next: readonly AgentNow[]): readonly AgentNow[] {
  const known = new Map(old.map((agent) => [agent.id, agent]));
  return next.map((agent) => {
    const before = known.get(agent.id);
    return before !== undefined && isSame(before, agent) ? before : agent;
  });
}

function isSame(a: AgentNow, b: AgentNow): boolean {
  if (a.name !== b.name || a.team !== b.team || a.state !== b.state || a.word !== b.word) return false;
  if (a.line !== b.line || a.tool !== b.tool || a.helpers.length !== b.helpers.length) return false;
  return a.helpers.every((helper, i) => {
    const other = b.helpers[i];
    return helper.id === other?.id && helper.line === other.line && helper.name === other.name;
  });
}

/** What is known of one agent. */
interface Work {
  needs: readonly Need[];
  /** Its own run, then those of its sub-agents, then newer ones of which only events are known. */
  live: readonly { run: AtWork; now: Pick<ShownRun, "text" | "tools"> | undefined }[];
  /** When its last run began. */
  last: number;
}

const NO_WORK: Work = { needs: [], live: [], last: 0 };

/** Reads each fact once, however many agents there are. */
function workOf({ runs, needs, live }: Facts): ReadonlyMap<string, Work> {
  const needsOf = groupBy(needs, ({ agent }) => agent);
  const runsOf = groupBy(runs, ({ agent }) => agent);
  const newerOf = groupBy([...live.values()], ({ agent }) => agent);
  const work = new Map<string, Work>();
  for (const id of new Set([...needsOf.keys(), ...runsOf.keys(), ...newerOf.keys()])) {
    const own = runsOf.get(id) ?? [];
    const ended = new Set(own.filter((run) => !isLive(run)).map(({ runId }) => runId));
    const newer = (newerOf.get(id) ?? []).filter(({ runId }) => !ended.has(runId));
    const listed = own.filter(isLive);
    const known = new Set(listed.map(({ runId }) => runId));
    const others = newer.filter(({ runId }) => !known.has(runId)).map(({ runId }) => ({ runId }));
    work.set(id, {
      needs: needsOf.get(id) ?? [],
      live: ownFirst([...listed, ...others]).map((run) => ({ run, now: nowIn(run, live) })),
      last: Math.max(0, ...own.map(({ createdAt }) => createdAt)),
    });
  }
  return work;
}

/** As everywhere; a run of which only events are known yet is alive, too. */
function listStates({ runs, needs, dead, messages, live }: Facts): (agent: string) => AgentState {
  const known = new Set(runs.map(({ runId }) => runId));
  const newer = [...live.values()].filter(({ runId }) => !known.has(runId));
  const of = agentFacts({
    runs: [...runs, ...newer.map(({ agent, runId }) => ({ agent, runId, status: "running" }))],
    approvals: needs.filter(({ kind }) => kind === "approval"),
    messages,
    dead,
  });
  return (agent) => agentState(of(agent));
}

type Doing = Pick<AgentNow, "state" | "word" | "line" | "tool" | "helpers">;

function doing({ needs, live, last }: Work, state: AgentState, now: number): Doing {
  const [first, ...others] = live;
  const common = {
    word: words.views.agents.states[state],
    helpers: others.map(({ run, now: newest }) => toSubAgent(run, newest)),
    tool: undefined,
  };
  if (state === "idle") {
    // Who has rested for long is drawn asleep. That is no state of its own.
    return { ...common, state: now - last > ASLEEP_AFTER_MS ? "asleep" : "idle", line: "" };
  }
  const sign = AGENT_STATES[state];
  if (first !== undefined && state !== "waiting") {
    const tool = first.now?.tools.findLast(({ tookMs }) => tookMs === undefined);
    return { ...common, state: sign, line: currentLine(first.now), tool: tool?.name };
  }
  const need = needs.find(({ kind }) => (kind === "approval") === (state === "waiting"));
  const isTold = need !== undefined && (state === "waiting" || state === "failed");
  return { ...common, state: sign, line: isTold ? shortNeed(need) : "" };
}

/** What the sentence of Home is about; undefined for what could not be read. */
export interface Counts {
  needs: number | undefined;
  /** Agents at work. */
  working: number | undefined;
  /** Sub-agents at work: with the agents, all that the page Runs counts, except those that wait for you. */
  subAgents: number;
  agents: number | undefined;
}

/** The largest text on Home: what needs you, then who works. It claims nothing that could not be read. */
export function sentence({ needs, working, subAgents, agents }: Counts): { needs: string; rest: string } {
  const said = words.home.sentence;
  const first = needs === undefined ? said.unknown : needs === 0 ? said.nothingNeeds : said.needs(needs);
  if (agents === undefined || working === undefined) return { needs: first, rest: "" };
  if (agents === 0) return { needs: first, rest: said.noAgents };
  return {
    needs: first,
    rest: working + subAgents === 0 ? said.rest(agents) : said.work(working, subAgents),
  };
}
