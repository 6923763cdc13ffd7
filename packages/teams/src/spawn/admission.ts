/**
 * Whether a plan may start: a person approves it where the settings require that, and its budgets must have room for
 * what its agents will probably use. What the agents are expected to use is reserved until they end. A plan that has begun is
 * not asked for again after a restart.
 */
import { ESTIMATE_PERCENTILE, isAppError, nodeParent, type SpawnEstimate } from "@tinyagi/contracts";
import type { AgentSpec } from "@tinyagi/graph";
import type { Approvals, Budgets, Journal, Reservation, Room, SpawnCallRow } from "@tinyagi/kernel";
import { amounts, money } from "@tinyagi/views";
import { type AskAboutBlock, createBlockApproval, type Raise } from "./block-approval.js";
import { resolveSpawnLimits } from "./bounds.js";
import { estimatePlan, type PlanEstimate } from "./estimate-plan.js";
import type { SpawnParts } from "./parts.js";
import { type Refusal, refusal, type SpawnPlan } from "./plan.js";
import { createPlannedAgents, type TargetOf } from "./planned-agents.js";
import { storedPlan } from "./stored-plan.js";

export interface AdmissionParts extends Pick<SpawnParts, "store" | "settings"> {
  journal: Pick<Journal, "append">;
  approvals: Pick<Approvals, "request" | "hold" | "onSubject" | "withdraw">;
  budgets: Pick<Budgets, "roomFor" | "reserve" | "extend" | "raise">;
  targetOf: TargetOf;
}

export type Admission =
  | { refused: Refusal; reservation?: never }
  | { refused?: never; reservation: Reservation };

export type Admit = (call: SpawnCallRow, plan: SpawnPlan, signal: AbortSignal) => Promise<Admission>;

type Shortfall = NonNullable<Room["lack"]>;

export function createAdmission(parts: AdmissionParts): Admit {
  const { store, budgets } = parts;
  const askAboutBlock = createBlockApproval(parts);
  const plannedAgents = createPlannedAgents(parts);

  function reserve(call: SpawnCallRow, wanted: PlanEstimate["expected"], began: boolean): Promise<Admission> {
    return store.write(() => {
      const reservation = budgets.reserve(call.run_id, { wanted, began });
      if (!began) store.graphs.beginCall(call.id);
      return { reservation };
    });
  }

  return async (call, plan, signal) => {
    // Agents that have finished do not run again.
    const open = plan.agents.filter((spec) => !isDone(parts, call, spec));
    const planned = estimatePlan(parts, plannedAgents(call, open));
    const wanted = planned.expected;
    if (hasBegun(call)) return reserve(call, wanted, true);
    const rooms = budgets.roomFor(call.run_id, wanted);
    const lacks = rooms.flatMap(({ lack }) => lack ?? []);
    const asks = asksPerson(parts, call, lacks);
    const estimate = computeEstimate(planned, rooms);
    await recordEstimated(parts, call, {
      estimate,
      decision: asks ? "asked" : lacks.length > 0 ? "refused" : "fits",
    });
    if (asks) {
      const refused = await askPerson({ ...parts, askAboutBlock }, { call, plan, lacks, estimate, signal });
      if (refused !== undefined) return { refused };
    } else if (lacks.length > 0) return { refused: tooLittle(lacks) };
    try {
      return await reserve(call, wanted, false);
    } catch (error) {
      // Something else used the budget meanwhile.
      if (isAppError(error, "BUDGET_EXCEEDED")) return { refused: refusal("budget", `${error.message}`) };
      throw error;
    }
  };
}

function computeEstimate({ expected, agents }: PlanEstimate, rooms: readonly Room[]): SpawnEstimate {
  const all = [...expected.values()];
  const known = all.flatMap(({ usd }) => usd ?? []);
  const tokens = all.reduce((total, use) => total + use.tokens, 0);
  const usd = known.reduce((total, one) => total + one, 0);
  return {
    percentile: ESTIMATE_PERCENTILE,
    total: { tokens, ...(known.length === 0 ? {} : { usd }) },
    agents,
    budgets: rooms.map(({ scope, day, needed, left, lack }) => ({
      budget: scope,
      day,
      needed,
      left,
      fits: lack === undefined,
    })),
  };
}

/** How the admission was decided, for the story of the message. */
function recordEstimated(
  { store, journal }: AdmissionParts,
  call: SpawnCallRow,
  decided: { estimate: SpawnEstimate; decision: "fits" | "asked" | "refused" },
): Promise<void> {
  return store.write(() => {
    const message = store.messages.get(call.message_row_id);
    const agent = message?.agent_id ?? "";
    journal.append(
      "spawn.estimated",
      { agent, callId: call.id, ...decided },
      {
        ...(message && { conversationId: message.conversation_id }),
        runId: call.run_id,
        messageRowId: call.message_row_id,
        agentId: agent,
      },
    );
  });
}

function hasBegun(call: SpawnCallRow): boolean {
  const { began, isTakenOver } = storedPlan(call);
  return began === 1 || isTakenOver === true;
}

/** Whether an agent of the call's node has finished this task, so that it does not run again. */
function isDone({ store }: AdmissionParts, call: SpawnCallRow, spec: AgentSpec): boolean {
  const agent = spec.agent ?? store.messages.get(call.message_row_id)?.agent_id;
  const isChild = (node: string) => nodeParent(node) === call.node_id;
  return store.graphs.nodes(call.graph_id).some(({ node_id, message_row_id }) => {
    const message = isChild(node_id) ? store.messages.get(message_row_id) : undefined;
    const isSame = message?.agent_id === agent && message?.text.startsWith(spec.prompt) === true;
    return isSame && message?.status === "completed";
  });
}

function asksPerson(
  { store, settings }: AdmissionParts,
  call: SpawnCallRow,
  lacks: readonly Shortfall[],
): boolean {
  const message = store.messages.get(call.message_row_id);
  if (message === undefined) return false;
  const { approval } = resolveSpawnLimits(settings(), message.agent_id, message.team_id);
  if (approval === "always") return true;
  return lacks.length > 0 && (approval === "over-budget" || lacks.every(({ asks }) => asks));
}

/** @returns why the plan may not start. Budgets without enough room are raised by exactly what was shown. */
async function askPerson(
  { approvals, budgets, askAboutBlock }: AdmissionParts & { askAboutBlock: AskAboutBlock },
  asked: {
    call: SpawnCallRow;
    plan: SpawnPlan;
    lacks: readonly Shortfall[];
    estimate: SpawnEstimate;
    signal: AbortSignal;
  },
): Promise<Refusal | undefined> {
  const { call, plan, lacks, estimate, signal } = asked;
  const isBlock = call.via === "block";
  const content = {
    title: plan.goal.split("\n", 1)[0] ?? "",
    detail: describePlan(plan, lacks),
    preview: { goal: plan.goal, agents: plan.agents, output: plan.output, budgets: toPreview(lacks) },
    estimate,
  };
  try {
    const {
      status,
      text = "",
      by = "a person",
    } = isBlock
      ? await askAboutBlock(call, content, signal)
      : await approvals.request({ kind: "spawn", runId: call.run_id, ...content, signal });
    if (status === "denied") return refusal("approval", `A person denied the plan. ${text}`.trim());
    if (status !== "approved") return refusal("approval", "No one approved the plan in time.");
    // For a plan in an answer, the approval itself has raised them.
    if (!isBlock) for (const { scope, added } of lacks) await budgets.extend(scope, added, by);
    return undefined;
  } catch (error) {
    // The run ended while a person was asked; its next attempt may ask again.
    if (isAppError(error, "STALE_RUN"))
      return refusal("approval", "The run ended before the plan was approved.");
    throw error;
  }
}

function toPreview(lacks: readonly Shortfall[]): Raise[] {
  return lacks.map(({ scope, added }) => ({ budget: scope, added }));
}

function tooLittle(lacks: readonly Shortfall[]): Refusal {
  return refusal("budget", `${lacks.map(({ reason }) => reason).join("; ")}.`);
}

/** Everything that is decided: whole tasks, indented so that no line of one looks like another agent. */
function describePlan({ goal, agents }: SpawnPlan, lacks: readonly Shortfall[]): string {
  const lines = agents.map(({ id, agent, prompt, dependsOn, estimate, effects, canSpawn }) => {
    const after = dependsOn.length === 0 ? "" : ` after ${dependsOn.join(", ")}`;
    const cost = estimate?.usd === undefined ? "" : `, about ${money({ costUsd: estimate.usd })}`;
    const rights = `${effects === "write" ? ", writes" : ""}${canSpawn ? ", may start agents" : ""}`;
    return `- ${id} (@${agent ?? "?"}${after}${cost}${rights}): ${prompt.replaceAll("\n", "\n    ")}`;
  });
  const raises = lacks.map(
    ({ scope, added, reason }) =>
      `\n\nNote: ${reason}. If you approve, TinyAGI raises the budget ${scope} by ${amounts(added)}.`,
  );
  return `${goal}\n\n${lines.join("\n")}${raises.join("")}`;
}
