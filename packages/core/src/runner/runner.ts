/**
 * Takes one claim from its intent row to a committed outcome. Every path ends in exactly one commit: completed,
 * retried, dead, released at shutdown, or cancelled by somebody else before. A commit that the store refuses is
 * tried again until it is durable or the daemon stops.
 */
import {
  type AgentConfig,
  HarnessError,
  isAppError,
  type RunErrorInfo,
  type Usage,
} from "@tinyagi/contracts";
import type { Clock } from "../base/clock.js";
import type { Failpoints } from "../base/failpoint.js";
import type { Log } from "../base/log.js";
import { type RunSlot, SHUTDOWN_REASON } from "../dispatcher/dispatcher.js";
import type { Journal } from "../journal/journal.js";
import type { Claim, Queue } from "../queue/queue.js";
import type { RetryDecision } from "../queue/retry.js";
import type { Store } from "../store/store.js";
import type { AgentDirectory, InvokeResult, InvokerPort, OutcomePort, PreparedOutcome } from "./ports.js";
import { createRunEventSink } from "./run-events.js";
import { retryNote } from "./run-note.js";

const COMMIT_RETRY_MS = 1_000;
/** Recorded of a run whose message was taken from it before it ended. */
const STALE_REASON = "the message was no longer this run's";

export interface RunnerOptions<P extends PreparedOutcome> {
  store: Store;
  journal: Journal;
  queue: Queue;
  clock: Clock;
  log: Log;
  failpoints: Failpoints;
  agents: AgentDirectory;
  invoker: InvokerPort;
  outcomes: OutcomePort<P>;
  /** Creates what is missing of the agent's workspace and answers its path. */
  ensureWorkspace: (agentId: string) => Promise<string>;
  systemPrompt: (agentId: string) => Promise<string>;
  /** What tells a process from a later one with the same pid. */
  processStart: (pid: number) => Promise<string | undefined>;
  /** Ends what a finished run may have left behind. */
  sweep: (runId: string) => void;
}

export interface Runner {
  /** Inside the claiming transaction: the intent row and `run.started`. */
  onClaim(claim: Claim): void;
  run(slot: RunSlot): Promise<void>;
}

interface RunContext {
  claim: Claim;
  agent: AgentConfig;
  harness: string;
  scopeKey: string;
  /** Whether the run resumed or stored a session: if it is gone at the end, somebody reset the agent meanwhile. */
  sessionStored: boolean;
}

export function createRunner<P extends PreparedOutcome>(options: RunnerOptions<P>): Runner {
  const { store, journal, queue, clock, log, agents, invoker, outcomes } = options;

  function onClaim(claim: Claim): void {
    const agent = agents.get(claim.agent_id);
    const target = agent === undefined ? { harness: "", provider: "" } : describe(agent);
    const parent = claim.parent_run_id === null ? undefined : store.runs.get(claim.parent_run_id);
    const rootRunId = parent?.root_run_id ?? claim.run_id;
    const depth = parent === undefined ? 0 : parent.depth + 1;
    const model = "model" in target ? target.model : undefined;
    store.runs.insert({
      id: claim.run_id,
      message_row_id: claim.id,
      conversation_id: claim.conversation_id,
      parent_run_id: claim.parent_run_id,
      root_run_id: rootRunId,
      depth,
      agent_id: claim.agent_id,
      harness: target.harness,
      provider: target.provider,
      model: model ?? null,
      attempt: claim.attempts,
      boot_id: claim.boot_id,
      created_at: clock.now(),
    });
    journal.append(
      "run.started",
      {
        agent: claim.agent_id,
        agentName: agent?.name ?? claim.agent_id,
        fromAgent: claim.from_agent,
        harness: target.harness,
        provider: target.provider,
        model: model ?? null,
        attempt: claim.attempts,
        parentRunId: claim.parent_run_id,
        rootRunId,
        depth,
      },
      scopeOf(claim),
    );
  }

  function describe(agent: AgentConfig): { harness: string; provider: string; model?: string } {
    try {
      return invoker.resolve(agent);
    } catch {
      // The run itself reports the problem; the intent row only names what is configured.
      return { harness: "", provider: agent.provider };
    }
  }

  async function run(slot: RunSlot): Promise<void> {
    const { claim, signal } = slot;
    try {
      options.failpoints.hit("claim.after-commit");
      await attempt(slot);
    } catch (error) {
      if (signal.aborted) await commit(signal, () => commitAbort(claim, String(signal.reason)));
      else if (isAppError(error, "STALE_RUN")) {
        log.warn({ runId: claim.run_id }, "a stale result was refused");
        await commit(signal, () => commitAbort(claim, STALE_REASON));
      } else await settleFailure(slot, toRunError(error));
    } finally {
      options.sweep(claim.run_id);
    }
  }

  async function attempt({ claim, signal }: RunSlot): Promise<void> {
    const started = clock.monotonic();
    const context = contextOf(claim);
    const result = await execute(context, signal);
    // An answer that came while the daemon stops is an answer; after a cancel nobody wants it.
    if (signal.aborted && !isShutdown(signal)) signal.throwIfAborted();
    const prepared = await outcomes.prepare(claim, result);
    options.failpoints.hit("result.before-commit");
    await commit(signal, () =>
      commitResult(context, { result, prepared, durationMs: clock.monotonic() - started }),
    );
    options.failpoints.hit("result.after-commit");
  }

  /** If what a failure means for the conversation cannot be worked out, the message still must not stay claimed: it becomes a dead letter. */
  async function settleFailure({ claim, signal }: RunSlot, error: RunErrorInfo): Promise<void> {
    try {
      await commit(signal, () => commitFailure(claim, error));
    } catch (cause) {
      if (isAppError(cause, "STORE_UNAVAILABLE")) throw cause;
      if (isAppError(cause, "STALE_RUN")) return commit(signal, () => commitAbort(claim, STALE_REASON));
      log.error({ err: cause, runId: claim.run_id }, "a failure could not be told; the message is put aside");
      const last: RunErrorInfo = { class: "invalid", message: error.message };
      await commit(signal, () => endFailed(claim, last, queue.fail(claim, last)));
    }
  }

  function contextOf(claim: Claim): RunContext {
    const agent = agents.get(claim.agent_id);
    if (agent === undefined)
      throw new HarnessError("not_found", `There is no agent @${claim.agent_id} any more.`);
    return {
      claim,
      agent,
      harness: invoker.resolve(agent).harness,
      scopeKey: scopeKeyOf(agent, claim),
      sessionStored: false,
    };
  }

  async function execute(context: RunContext, signal: AbortSignal): Promise<InvokeResult> {
    const { claim, agent } = context;
    const [cwd, systemPrompt] = await Promise.all([
      options.ensureWorkspace(claim.agent_id),
      options.systemPrompt(claim.agent_id),
    ]);
    const session = sessionOf(context);
    context.sessionStored = session !== undefined;
    const totals: Usage | undefined =
      session?.totals === undefined || session.totals === null ? undefined : JSON.parse(session.totals);
    const lost = (error: unknown) =>
      log.error({ err: error, runId: claim.run_id }, "a run event could not be recorded");
    const sink = createRunEventSink(
      { store, journal, failpoints: options.failpoints, onLost: lost },
      {
        claim,
        agentName: agent.name,
        replyToId: store.conversations.get(claim.conversation_id)?.reply_to_id ?? claim.message_id,
        onProcess: (pid) => void recordProcess(claim, pid).catch(lost),
        onSession: (sessionId) => {
          // A resumed session stands there already; totals belong to the session they were counted in.
          if (sessionId === session?.session_id) return;
          void store.writeSoon(() => putSession(context, sessionId, undefined)).catch(lost);
        },
      },
    );
    signal.throwIfAborted();
    options.failpoints.hit("spawn.before");
    return invoker.invoke(
      {
        runId: claim.run_id,
        agentId: claim.agent_id,
        agent,
        prompt: retryNote(claim) + claim.text,
        systemPrompt,
        cwd,
        ...(session === undefined ? {} : { sessionId: session.session_id }),
        ...(totals === undefined ? {} : { sessionTotals: totals }),
      },
      { signal, onEvent: (event) => sink.receive(event) },
    );
  }

  async function recordProcess(claim: Claim, pid: number): Promise<void> {
    options.failpoints.hit("spawn.after");
    const start = (await options.processStart(pid)) ?? null;
    await store.writeSoon(() => {
      if (store.runs.started(claim.run_id, { pid, start, now: clock.now() }) === 0) return;
      journal.append("run.spawned", { agent: claim.agent_id, pid }, scopeOf(claim));
    });
  }

  function sessionOf(context: RunContext) {
    return store.history.getSession(context.claim.agent_id, context.scopeKey, context.harness);
  }

  function putSession(context: RunContext, sessionId: string, totals: Usage | undefined): void {
    if (context.sessionStored && sessionOf(context) === undefined) return;
    context.sessionStored = true;
    store.history.putSession({
      agent_id: context.claim.agent_id,
      scope: context.scopeKey,
      harness: context.harness,
      session_id: sessionId,
      totals: totals === undefined ? null : JSON.stringify(totals),
      updated_at: clock.now(),
    });
  }

  function commitResult(
    context: RunContext,
    outcome: { result: InvokeResult; prepared: P; durationMs: number },
  ): void {
    const { claim, agent } = context;
    const { result, prepared } = outcome;
    const now = clock.now();
    queue.complete(claim, { text: prepared.readable, files: prepared.files });
    store.runs.end(claim.run_id, {
      status: "completed",
      output: result.text,
      sessionId: result.sessionId,
      usage: result.usage,
      now,
    });
    if (result.sessionId !== undefined) putSession(context, result.sessionId, result.sessionTotals);
    if (result.rebuiltFrom !== undefined)
      journal.append(
        "run.session_rebuilt",
        { agent: claim.agent_id, lostSessionId: result.rebuiltFrom },
        scopeOf(claim),
      );
    const conversation = store.conversations.get(claim.conversation_id);
    const origin = {
      channel: conversation?.channel ?? "api",
      sender: conversation?.sender ?? "API",
      messageId: conversation?.reply_to_id ?? claim.message_id,
    };
    store.history.addAgentMessage({
      agent_id: claim.agent_id,
      role: "assistant",
      channel: origin.channel,
      sender: claim.agent_id,
      message_id: origin.messageId,
      content: result.text,
      created_at: now,
    });
    journal.append(
      "run.completed",
      {
        agent: claim.agent_id,
        agentName: agent.name,
        output: result.text,
        usage: result.usage ?? {},
        durationMs: outcome.durationMs,
        isTeamMessage: claim.kind !== "user",
        ...origin,
      },
      scopeOf(claim),
    );
    outcomes.completed(claim, prepared);
  }

  function commitFailure(claim: Claim, failure: RunErrorInfo): void {
    const error = leaveFullSession(claim, failure);
    const decision = queue.fail(claim, error);
    endFailed(claim, error, decision);
    outcomes.failed(claim, error, decision);
  }

  /** Every further message of a session that has grown too long would fail the same way. */
  function leaveFullSession(claim: Claim, error: RunErrorInfo): RunErrorInfo {
    const agent = agents.get(claim.agent_id);
    if (error.class !== "context_too_long" || agent === undefined) return error;
    const dropped = store.history.dropSession(claim.agent_id, scopeKeyOf(agent, claim));
    return dropped === 0
      ? error
      : { ...error, message: `${error.message}; the next message begins a new session` };
  }

  function endFailed(claim: Claim, error: RunErrorInfo, decision: RetryDecision): void {
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
      },
      scopeOf(claim),
    );
  }

  /** At shutdown the message goes back to its queue; any other abort has already moved the row. */
  function commitAbort(claim: Claim, reason: string): void {
    const isOwner = store.messages.get(claim.id)?.run_id === claim.run_id;
    const released = isOwner && reason === SHUTDOWN_REASON;
    if (released) queue.release(claim);
    const status = released ? "interrupted" : "cancelled";
    if (store.runs.end(claim.run_id, { status, error: reason, now: clock.now() }) === 0) return;
    journal.append(
      released ? "run.interrupted" : "run.cancelled",
      { agent: claim.agent_id, reason },
      scopeOf(claim),
    );
  }

  async function commit(signal: AbortSignal, work: () => void): Promise<void> {
    for (;;) {
      try {
        await store.write(work);
        return;
      } catch (error) {
        // Disk full or a foreign lock: the result is kept in memory and tried again rather than lost.
        if (!isAppError(error, "STORE_UNAVAILABLE") || isShutdown(signal)) throw error;
        log.error({ err: error }, "a result could not be committed; it is tried again");
        await new Promise<void>((resolve) => clock.setTimer(COMMIT_RETRY_MS, resolve));
      }
    }
  }

  return { onClaim, run };
}

function isShutdown(signal: AbortSignal): boolean {
  return signal.aborted && String(signal.reason) === SHUTDOWN_REASON;
}

function scopeOf(claim: Claim) {
  return {
    conversationId: claim.conversation_id,
    runId: claim.run_id,
    messageRowId: claim.id,
    agentId: claim.agent_id,
  };
}

/** Which messages share a session with this one. */
function scopeKeyOf(agent: AgentConfig, claim: Claim): string {
  return agent.sessionScope === "conversation" ? claim.conversation_id : "agent";
}

function toRunError(error: unknown): RunErrorInfo {
  if (error instanceof HarnessError) {
    return {
      class: error.class,
      message: error.message,
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    };
  }
  if (isAppError(error)) return { class: error.retryable ? "transient" : "invalid", message: error.message };
  return {
    class: "transient",
    message: error instanceof Error ? error.message : "The run failed for an unknown reason.",
  };
}
