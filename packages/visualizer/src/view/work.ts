/** What each agent does now, from the lists of the daemon and the live events. Pure. */

import type { ShownRun } from "@tinyagi/client";
import {
  AGENT_STATES,
  type AgentState,
  nodeName,
  type StateSign,
  WORK_STATES,
  type WorkState,
} from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import {
  type AgentFacts,
  agentFacts,
  agentState,
  askTitle,
  cents,
  en,
  isLiveRun,
  span,
  tokenCount,
  toolLine,
  waitWords,
  workState,
  workTitle,
} from "@tinyagi/views";
import { type Approval, type DeadLetter, type LaneMessage, type Run, read } from "../state/answers.js";
import type { State as Views } from "../state/state.js";
import type { State } from "../text/marks.js";

/** One row of the team: an agent, or a sub-agent of its run. */
export interface Work {
  readonly id: string;
  readonly name: string;
  readonly agent: string;
  readonly depth: number;
  /** Of each level from the first below the agent to its own: whether it is the last one there. */
  readonly last: readonly boolean[];
  readonly state: State;
  /** The same as data: of an agent or, below it, of a piece of work. */
  readonly code: AgentState | WorkState;
  /** Its state in a word. */
  readonly word: string;
  readonly doing: string;
  readonly time: string;
  readonly money: string;
  /** Of its run, in thousands: `40.3k`. */
  readonly tokens: string;
  readonly run: Run | undefined;
  readonly approval: string | undefined;
}

interface Facts {
  readonly now: number;
  readonly newest: ReadonlyMap<string, Run>;
  readonly liveOf: ReadonlyMap<string, readonly Run[]>;
  readonly below: ReadonlyMap<string, readonly Run[]>;
  readonly waiting: ReadonlyMap<string, LaneMessage>;
  readonly byRun: ReadonlyMap<string, LaneMessage>;
  readonly asked: ReadonlyMap<string, Approval>;
  readonly asks: ReadonlyMap<string, Approval>;
  readonly dead: ReadonlyMap<string, DeadLetter>;
  readonly factsOf: (agent: string) => AgentFacts;
  readonly live: Views["live"];
  /** Agents whose programs are open. */
  readonly programs: ReadonlySet<string>;
}

const DEEPEST = 3;

export function isLive({ status }: Pick<Run, "status">): boolean {
  return isLiveRun(status);
}

/** The agents in this order, each followed by the sub-agents of its work. */
export function workOf(agents: readonly string[], state: Views): Work[] {
  const facts = factsOf(state);
  return agents.flatMap((agent) => {
    const own = agentWork(agent, facts);
    return own.run === undefined || !isLive(own.run) ? [own] : [own, ...subWork(own.run, facts, [])];
  });
}

function factsOf(state: Views): Facts {
  const runs = read(state.known, "runs") ?? [];
  const messages = (read(state.known, "lanes")?.lanes ?? []).flatMap((lane) => lane.messages);
  const newest = new Map<string, Run>();
  const liveOf = new Map<string, Run[]>();
  const below = new Map<string, Run[]>();
  for (const run of runs) {
    if (run.parentRunId !== null && run.node !== undefined) push(below, run.parentRunId, run);
    if (!newest.has(run.agent)) newest.set(run.agent, run);
    if (isLive(run)) push(liveOf, run.agent, run);
  }
  const approvals = read(state.known, "approvals") ?? [];
  const dead = read(state.known, "dead") ?? [];
  return {
    now: state.now,
    // Of several, the oldest question and the newest failure.
    asks: new Map(approvals.toReversed().map((one) => [one.agent, one])),
    dead: new Map(dead.toReversed().map((one) => [one.data.agent, one])),
    factsOf: agentFacts({ runs, approvals, messages, dead: read(state.known, "deadCounts") ?? [] }),
    newest,
    liveOf,
    below,
    live: state.live,
    programs: read(state.known, "programs") ?? new Set(),
    waiting: new Map(messages.filter(({ runId }) => runId === null).map((one) => [one.agent, one])),
    byRun: new Map(messages.flatMap((one) => (one.runId === null ? [] : [[one.runId, one]]))),
    asked: new Map(approvals.map((one) => [one.runId, one])),
  };
}

function push(map: Map<string, Run[]>, key: string, run: Run): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [run]);
  else list.push(run);
}

function agentWork(agent: string, facts: Facts): Work {
  const place = { id: `agent:${agent}`, name: agent, agent, depth: 0, last: [] };
  const state = agentState(facts.factsOf(agent));
  const shown = agentShown(state);
  const live = facts.liveOf.get(agent) ?? [];
  // Its own work before what it does as someone's sub-agent.
  const run = live.find(({ node, depth }) => node === undefined || depth === 0) ?? live[0];
  const asks = facts.asks.get(agent);
  if (run !== undefined) {
    const work = runWork(run, facts);
    // What it asks may belong to another run.
    const doing = asks === undefined ? work.doing : cleanLine(askTitle(asks));
    return { ...place, ...work, doing, approval: asks?.id, ...shown };
  }
  return { ...place, ...restingWork(agent, state, facts), ...shown };
}

/** An agent without a live run. */
function restingWork(agent: string, state: AgentState, facts: Facts): Omit<Doing, "state" | "code" | "word"> {
  const asks = facts.asks.get(agent);
  const dead = facts.dead.get(agent);
  const message = facts.waiting.get(agent);
  const none = { money: "", tokens: "", run: facts.newest.get(agent), approval: asks?.id };
  const time = message === undefined ? "" : span(facts.now - message.createdAt);
  // A plan that a person must approve outlives the run that wrote it.
  if (asks !== undefined) return { ...none, doing: cleanLine(askTitle(asks)), time };
  if (state === "failed" && dead !== undefined)
    return { ...none, doing: cleanLine(dead.failedReason), time: span(facts.now - dead.timestamp) };
  const rest = facts.programs.has(agent) ? en.agents.programs.mark : "";
  return { ...none, doing: message === undefined ? rest : waitWords(message, facts.now), time };
}

function subWork(parent: Run, facts: Facts, above: readonly boolean[]): Work[] {
  const children = (facts.below.get(parent.runId) ?? []).toReversed();
  return children.flatMap((run, at) => {
    const last = [...above, at === children.length - 1];
    const place = {
      id: `run:${run.runId}`,
      name: workerName(run),
      agent: run.agent,
      depth: last.length,
      last,
    };
    return [
      { ...place, ...runWork(run, facts) },
      ...(last.length < DEEPEST ? subWork(run, facts, last) : []),
    ];
  });
}

/** The last part of a sub-agent's id, which is what its parent called it. */
export function workerName({ node, agent }: Pick<Run, "node" | "agent">): string {
  return node === undefined ? agent : lastPart(node.nodeId);
}

export function lastPart(nodeId: string): string {
  return cleanLine(nodeName(nodeId));
}

type Doing = Pick<
  Work,
  "state" | "code" | "word" | "doing" | "time" | "money" | "tokens" | "run" | "approval"
>;

function runWork(run: Run, facts: Facts): Doing {
  const approval = facts.asked.get(run.runId);
  const message = facts.byRun.get(run.runId);
  const common = {
    run,
    approval: approval?.id,
    time: runTime(run, facts.now),
    money: runMoney(run),
    tokens: runTokens(run),
  };
  if (!isLive(run))
    return {
      ...common,
      state: endState(run),
      code: workState({ run: run.status }),
      word: stateWord(run),
      doing: run.error === null ? workTitle({ ...run, text: run.task }) : cleanLine(run.error.message),
    };
  if (approval !== undefined)
    return { ...common, ...agentShown("waiting"), doing: cleanLine(askTitle(approval)) };
  if (message?.waitsFor === "paused")
    return { ...common, ...agentShown("paused"), doing: waitWords(message, facts.now) };
  const waits = listWaits(run, message, facts);
  const doing = waits || describeActivity(facts.live.get(run.runId)) || workTitle({ ...run, text: run.task });
  return { ...common, ...agentShown("running"), doing };
}

function listWaits(run: Run, message: LaneMessage | undefined, { below, now }: Facts): string {
  if (message === undefined || message.waitsFor === null) return "";
  const working = (below.get(run.runId) ?? []).filter(isLive).map(workerName).reverse();
  return message.waitsFor === "sub_agents" && working.length > 0
    ? `waits for ${working.join(", ")}`
    : waitWords(message, now);
}

function agentShown(state: AgentState): Pick<Work, "state" | "code" | "word"> {
  return { state: toMark(AGENT_STATES[state]), code: state, word: en.agents.states[state].toLowerCase() };
}

/** The sign of a state in a terminal. */
function toMark(sign: StateSign): State {
  return sign === "waiting" ? "waits" : sign;
}

/** The sign of a piece of work's state. */
export function toSign(state: WorkState): State {
  return toMark(WORK_STATES[state]);
}

/** The word beside the sign. */
export function toWord(state: WorkState): string {
  return en.runs.states[state].toLowerCase();
}

/** The sign of one run alone. */
export function endState(run: Pick<Run, "status">): State {
  return toSign(workState({ run: run.status }));
}

export function stateWord(run: Pick<Run, "status">): string {
  return toWord(workState({ run: run.status }));
}

/** Not every harness has a process whose start is recorded. */
export function getStart({ startedAt, createdAt }: Pick<Run, "startedAt" | "createdAt">): number {
  return startedAt ?? createdAt;
}

export function runTime(run: Run, now: number): string {
  return span((run.finishedAt ?? now) - getStart(run));
}

export function runMoney({ usage }: Pick<Run, "usage">): string {
  return usage.costUsd === undefined ? "" : cents(usage);
}

function runTokens({ usage }: Run): string {
  const { inputTokens, outputTokens } = usage;
  if (inputTokens === undefined && outputTokens === undefined) return "";
  return tokenCount((inputTokens ?? 0) + (outputTokens ?? 0));
}

/** The tool in use. */
export function toTool(run: ShownRun | undefined): string {
  const tool = run?.tools.findLast(({ tookMs }) => tookMs === undefined);
  return tool === undefined ? "" : cleanLine(toolLine(tool));
}

/** The tool in use, else the newest words. */
export function describeActivity(run: ShownRun | undefined): string {
  return toTool(run) || cleanLine((run?.text ?? "").slice(-400).trimEnd().split("\n").at(-1) ?? "");
}
