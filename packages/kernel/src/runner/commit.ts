/**
 * The one commit that ends a run. The consequences for the conversation are written in the same transaction. If the store
 * is unavailable, the commit is retried until it is durable or the daemon stops.
 */
import { getCause, isAppError, type RunErrorInfo, type RunWhy, type Usage } from "@tinyagi/contracts";
import { budgetText } from "@tinyagi/views";
import { toFact } from "../budgets/fact.js";
import type { BudgetRefusal } from "../budgets/live-meters.js";
import type { RunSlot } from "../dispatcher/dispatcher-contract.js";
import { runScope } from "../journal/event-scope.js";
import type { ProviderHold } from "../providers/circuits-contract.js";
import { toFailureFact } from "../queue/failure-fact.js";
import { noticeWait } from "../queue/patience.js";
import { providerEntries } from "../queue/provider-fallback.js";
import type { Answer, Claim } from "../queue/queue-contract.js";
import type { RetryDecision } from "../queue/retry.js";
import { abandonBadSession } from "./bad-session.js";
import { isReleased, isShutdown, type RunContext, type RunnerOptions, type RunParts } from "./context.js";
import { toIntent } from "./intent.js";
import type { FinishedRun, PreparedOutcome } from "./ports.js";
import { putSession, resolveSession } from "./session.js";
import { stopColumns, stopData, whyStopped } from "./stop-why.js";

const COMMIT_RETRY_MS = 1_000;
/** Runs of a message that may end so before further ones count as failures: no message may be repeated without end. */
const HOST_DEATHS_MAX = 10;

function toAnswer({ readable: text, notes, files }: PreparedOutcome): Answer {
  return { text, notes, files };
}

/** Inside a write. */
export function commitResult<P extends PreparedOutcome>(
  options: RunnerOptions<P>,
  context: RunContext,
  outcome: { result: FinishedRun; prepared: P; durationMs: number },
): void {
  const { store, journal, queue, clock, outcomes } = options;
  const { claim, agent } = context;
  const { result, prepared } = outcome;
  const now = clock.now();
  if (prepared.waits === true) queue.suspendForPlan(claim);
  else queue.complete(claim, toAnswer(prepared));
  const usage = settle(options, claim);
  store.runs.end(claim.run_id, {
    status: "completed",
    output: result.text,
    sessionId: result.sessionId,
    usage,
    now,
  });
  if (result.sessionId !== undefined)
    putSession(options, context, { id: result.sessionId, totals: result.sessionTotals });
  if (result.rebuiltFrom !== undefined)
    journal.append(
      "run.session_rebuilt",
      { agent: claim.agent_id, lostSessionId: result.rebuiltFrom },
      runScope(claim),
    );
  const origin = getOrigin(options, claim);
  rememberAnswer(options, claim, { origin, text: result.text });
  journal.append(
    "run.completed",
    {
      agent: claim.agent_id,
      agentName: agent.name,
      output: result.text,
      usage: usage ?? {},
      durationMs: outcome.durationMs,
      isTeamMessage: claim.kind !== "user",
      ...origin,
    },
    runScope(claim),
  );
  outcomes.completed(claim, prepared);
}

interface Origin {
  channel: string;
  sender: string;
  messageId: string;
}

function getOrigin({ store }: RunParts, claim: Claim): Origin {
  const conversation = store.conversations.get(claim.conversation_id);
  return {
    channel: conversation?.channel ?? "api",
    sender: conversation?.sender ?? "API",
    messageId: conversation?.reply_to_id ?? claim.message_id,
  };
}

/** What a sub-agent answers belongs to the agent that started it, not to the history that people read. */
function rememberAnswer(
  { store, clock }: RunParts,
  claim: Claim,
  { origin, text }: { origin: Origin; text: string },
): void {
  if (claim.kind === "node") return;
  store.history.addAgentMessage({
    agent_id: claim.agent_id,
    role: "assistant",
    channel: origin.channel,
    sender: claim.agent_id,
    message_id: origin.messageId,
    content: text,
    created_at: clock.now(),
  });
}

const STOPPED: RunErrorInfo = { class: "budget", message: "stopped by a budget" };
const CANCELLED: RunErrorInfo = { class: "cancelled", message: "ended from outside" };

/** What budgets and the provider's circuit learn from the end of a run. @returns the usage of the run */
function settle({ budgets, circuits }: RunParts, claim: Claim, error?: RunErrorInfo): Usage | undefined {
  const lastFailure = toFailureFact(claim);
  circuits.ended({ runId: claim.run_id, messageRowId: claim.id, error, lastFailure });
  return budgets.settle(claim.run_id);
}

/** Inside the claiming write: the provider is paused. The next entry whose provider is not takes over, or the message waits. */
export function commitHeld<P extends PreparedOutcome>(
  options: RunnerOptions<P>,
  claim: Claim,
  hold: ProviderHold,
): void {
  const { queue, clock } = options;
  // Its own second try is due: the provider is only looked at, or tried by another run, at this moment.
  const isDue = claim.waiting_since !== null && hold.tryAt <= clock.now();
  const providerIndex = isDue ? undefined : freeEntry(options, claim);
  if (providerIndex !== undefined) {
    queue.hold(claim, { providerIndex });
    return;
  }
  commitWaiting(options, claim, hold);
}

/** Inside the claiming write: the message waits, whatever other provider it could use. */
export function commitWaiting<P extends PreparedOutcome>(
  options: RunnerOptions<P>,
  claim: Claim,
  hold: ProviderHold,
): void {
  const { queue, outcomes, clock } = options;
  const { resetsAt } = hold.failure;
  if (queue.isOutOfPatience(claim, resetsAt)) {
    const error: RunErrorInfo = { class: hold.class, cause: hold.failure.cause, message: hold.reason };
    outcomes.failed(claim, error, queue.fail(claim, error, { provider: hold.failure.provider }));
    return;
  }
  queue.hold(claim, hold);
  outcomes.held(claim, noticeWait(hold.failure.cause, Math.max(hold.until, resetsAt ?? 0) - clock.now()));
}

/** The next entry of the agent whose provider is not paused. */
function freeEntry(parts: RunParts, claim: Claim): number | undefined {
  const entries = providerEntries(parts.agents.get(claim.agent_id));
  for (let index = claim.provider_index + 1; index < entries; index += 1) {
    const { target } = toIntent(parts, { ...claim, provider_index: index });
    if (parts.circuits.admit(target).hold === undefined) return index;
  }
  return undefined;
}

/** Inside the claiming write: a budget has no room for the run, so it does not start. Its message ends, or waits for a person. */
export function commitRefused<P extends PreparedOutcome>(
  { queue, budgets, outcomes }: RunnerOptions<P>,
  claim: Claim,
  refusal: BudgetRefusal,
): void {
  if (refusal.asks) {
    queue.suspendForApproval(claim, { why: toFact(refusal.reached, "waits") });
    budgets.ask(claim, refusal);
    return;
  }
  queue.stop(claim, { why: toFact(refusal.reached, "refused") });
  for (const id of [claim.id, ...claim.batch]) budgets.remember(id, refusal);
  outcomes.stopped(claim);
}

/** Inside a write: a budget ended the run. What the agent had written is kept; it is delivered, unless the message waits. */
export function commitStopped<P extends PreparedOutcome>(
  options: RunnerOptions<P>,
  claim: Claim,
  stop: { refusal: BudgetRefusal; text: string; prepared: P | undefined },
): void {
  const { store, queue, budgets, journal, clock } = options;
  const { refusal, text, prepared } = stop;
  const why = toFact(refusal.reached, refusal.asks ? "waits" : "stopped");
  const reason = budgetText(why);
  const partial = prepared === undefined ? { text: null, files: [] } : toAnswer(prepared);
  queue[refusal.asks ? "suspendForApproval" : "stop"](claim, { why, partial });
  const usage = settle(options, claim, STOPPED);
  const output = text === "" ? undefined : text;
  store.runs.end(claim.run_id, {
    status: "cancelled",
    output,
    usage,
    errorClass: "budget",
    error: reason,
    now: clock.now(),
  });
  // A message that waits has its answer later.
  if (output !== undefined && !refusal.asks)
    rememberAnswer(options, claim, { origin: getOrigin(options, claim), text: output });
  journal.append("run.cancelled", { agent: claim.agent_id, reason, budget: why }, runScope(claim));
  if (refusal.asks) {
    budgets.ask(claim, refusal, claim.run_id);
    return;
  }
  for (const id of [claim.id, ...claim.batch]) budgets.remember(id, refusal);
  options.outcomes.stopped(claim);
}

export interface FailedRun {
  claim: Claim;
  /** Absent when the run failed before it had one. */
  context: RunContext | undefined;
}

/** Inside a write. */
export function commitFailure<P extends PreparedOutcome>(
  options: RunnerOptions<P>,
  { claim, context }: FailedRun,
  failure: RunErrorInfo,
): void {
  const { circuits, store } = options;
  const use = circuits.findUse(claim.run_id);
  const lastFailure = store.runs.before(claim.id, claim.run_id)?.finished_at ?? claim.updated_at;
  const { error, leftSession } = abandonBadSession(options, { claim, context }, failure);
  const canResume = context !== undefined && resolveSession(options, context) !== undefined;
  const isProviderUp = circuits.hasAnswered(claim.run_id, lastFailure);
  // First, because it says with which login, or when, the message may be tried again.
  settle(options, claim, error);
  const next = use === undefined ? undefined : circuits.admit(use);
  const decision = options.queue.fail(claim, error, {
    provider: use?.provider,
    repeatsEffects: failure.hadEffects === true && !canResume,
    isProviderUp,
    leftSession,
    hasOtherLogin: next?.login !== undefined && next.login !== use?.login,
    tryAt: next?.hold?.tryAt,
  });
  endFailed(options, claim, { error, decision });
  options.outcomes.failed(claim, error, decision);
}

/**
 * Inside a write: the agent host died. That is not the message's fault, so the attempt is not counted and the message runs
 * again.
 */
export function commitInterrupted<P extends PreparedOutcome>(
  options: RunnerOptions<P>,
  run: FailedRun,
  error: RunErrorInfo,
): void {
  const { store, queue } = options;
  const { claim } = run;
  if (store.runs.interruptedBy(claim.id, "run.host_died").n >= HOST_DEATHS_MAX) {
    commitFailure(options, run, error);
    return;
  }
  queue.release(claim);
  endInterrupted(options, claim, "run.host_died");
}

/** Inside a write: makes the message a dead letter and frees its lane when its failure could not be handled. */
export function commitLastResort(options: RunParts, claim: Claim, message: string): void {
  const error: RunErrorInfo = { class: "invalid", message };
  settle(options, claim, error);
  endFailed(options, claim, { error, decision: options.queue.fail(claim, error) });
}

function endFailed(
  parts: RunParts,
  claim: Claim,
  end: { error: RunErrorInfo; decision: RetryDecision },
): void {
  const { store, journal, clock } = parts;
  const { error, decision } = end;
  store.runs.end(claim.run_id, {
    status: "failed",
    errorClass: error.class,
    error: error.message,
    now: clock.now(),
  });
  journal.append(
    "run.failed",
    {
      agent: claim.agent_id,
      class: error.class,
      error: error.message,
      willRetry: decision.kind === "retry",
      cause: getCause(error),
    },
    runScope(claim),
  );
}

/** At shutdown and after a pause the message becomes pending again; any other abort has already changed the row. */
export function commitAbort(options: RunParts, claim: Claim, reason: string): void {
  const { store, journal, queue, clock } = options;
  const isOwner = store.messages.get(claim.id)?.run_id === claim.run_id;
  const why = whyStopped(reason);
  if (isOwner && why !== undefined && isReleased(reason)) {
    queue.release(claim);
    endInterrupted(options, claim, why);
    return;
  }
  settle(options, claim, CANCELLED);
  const kept = why === undefined ? { error: reason } : stopColumns(why);
  if (store.runs.end(claim.run_id, { status: "cancelled", ...kept, now: clock.now() }) === 0) return;
  const told = why === undefined ? { reason } : stopData(why);
  journal.append("run.cancelled", { agent: claim.agent_id, ...told }, runScope(claim));
}

function endInterrupted(parts: RunParts, claim: Claim, why: RunWhy["code"]): void {
  const { store, journal, clock } = parts;
  settle(parts, claim, CANCELLED);
  const end = { status: "interrupted", ...stopColumns(why), now: clock.now() } as const;
  if (store.runs.end(claim.run_id, end) === 0) return;
  journal.append("run.interrupted", { agent: claim.agent_id, ...stopData(why) }, runScope(claim));
}

export async function commit(
  { store, clock, log }: RunParts,
  { signal, ending }: Pick<RunSlot, "signal" | "ending">,
  work: () => void,
): Promise<void> {
  for (;;) {
    try {
      await store.write(() => {
        work();
        ending();
      });
      return;
    } catch (error) {
      // The disk is full, or another process holds the lock: keep the result in memory and retry rather than lose it.
      if (!isAppError(error, "STORE_UNAVAILABLE") || isShutdown(signal)) throw error;
      log.error({ err: error }, "a result could not be committed; it is tried again");
      await new Promise<void>((resolve) => clock.setTimer(COMMIT_RETRY_MS, resolve));
    }
  }
}
