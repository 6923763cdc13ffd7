/** Runs the agent of a claim until its result: prepares workspace, prompt and session, and records its events. */
import type { Usage } from "@tinyagi/contracts";
import { approvalNote } from "../approvals/approval-text.js";
import { runScope } from "../journal/event-scope.js";
import type { Claim } from "../queue/queue.js";
import { steeredPrompt } from "../steering/steer-text.js";
import { PAUSE_REASON } from "../steering/steering.js";
import type { SessionRow } from "../store/schema.js";
import type { RunContext, RunParts } from "./context.js";
import { joinTurns } from "./join-turns.js";
import type { RunResult } from "./ports.js";
import { createRunEventSink } from "./run-events.js";
import { meanwhileNote, retryNote, switchNote } from "./run-note.js";
import { answeredElsewhere, putSession, sessionOf } from "./session.js";

/** @throws HarnessError as the harness does, and whatever preparing the workspace or the prompt throws */
export async function execute(parts: RunParts, context: RunContext, signal: AbortSignal): Promise<RunResult> {
  const { store, journal, log, failpoints } = parts;
  const { claim, agent } = context;
  const { nodes } = parts;
  const own = await parts.ensureWorkspace(claim.agent_id);
  const system = await parts.systemPrompt(claim.agent_id, own);
  const cwd = (await nodes?.workspace(claim, own)) ?? own;
  const session = sessionOf(parts, context);
  context.sessionStored = session !== undefined;
  const totals: Usage | undefined =
    session?.totals === undefined || session.totals === null ? undefined : JSON.parse(session.totals);
  /** The session that the next turn continues. */
  let resumed = session === undefined ? undefined : { sessionId: session.session_id, sessionTotals: totals };
  const lost = (error: unknown) =>
    log.error({ err: error, runId: claim.run_id }, "a run event could not be recorded");
  const sink = createRunEventSink(
    { store, journal, failpoints, onLost: lost },
    {
      claim,
      agentName: agent.name,
      payloads: parts.payloads,
      replyToId: store.conversations.get(claim.conversation_id)?.reply_to_id ?? claim.message_id,
      onUsage: (usage) => parts.budgets.observe(claim.run_id, usage),
      onProcess: (pid, startTime) => void recordProcess(parts, claim, { pid, startTime }).catch(lost),
      onSession: (sessionId) => {
        // A resumed session is stored already. A new one has no totals: they belong to the session they were counted in.
        if (sessionId === resumed?.sessionId) return;
        resumed = { sessionId, sessionTotals: undefined };
        void store
          .writeSoon(() => putSession(parts, context, { id: sessionId, totals: undefined }))
          .catch(lost);
      },
    },
  );
  signal.throwIfAborted();
  failpoints.hit("spawn.before");
  const systemPrompt = (await nodes?.systemPrompt(claim, system.text)) ?? system.text;
  const prompt =
    notesOf(parts, context, session) +
    (nodes?.prompt(claim, { hasSession: session !== undefined }) ?? claim.text);
  const results = await parts.liveRuns.run(claim, signal, async (inputs, turn) => {
    const { sessionId, sessionTotals } = resumed ?? {};
    const result = await parts.invoker.invoke(
      {
        runId: claim.run_id,
        agentId: claim.agent_id,
        agent,
        prompt: steeredPrompt(prompt, inputs),
        systemPrompt,
        cwd,
        ...(sessionId === undefined ? {} : { sessionId }),
        ...(sessionTotals === undefined ? {} : { sessionTotals }),
      },
      {
        signal: turn,
        onEvent: (event) => sink.receive(event),
        ...(parts.waits === undefined ? {} : { waiting: parts.waits.stateOf(claim.run_id) }),
      },
    );
    if (result.sessionId !== undefined)
      resumed = { sessionId: result.sessionId, sessionTotals: result.sessionTotals };
    return result;
  });
  const result = joinTurns(results);
  return system.leftOut === undefined ? result : { ...result, promptLeftOut: system.leftOut };
}

/** The notes of the host that precede the message. */
function notesOf(parts: RunParts, context: RunContext, session: SessionRow | undefined): string {
  const { claim } = context;
  const isRepeated = claim.total_attempts > 1;
  const asked = isRepeated ? parts.store.approvals.ofMessage(claim.id) : [];
  const paused = isRepeated && wasPaused(parts, claim);
  const elsewhere = session === undefined ? [] : answeredElsewhere(parts, context, session);
  return (
    retryNote(claim, { paused }) +
    approvalNote(asked) +
    switchNote({ claim, hasSession: session !== undefined }) +
    meanwhileNote(elsewhere)
  );
}

/** Whether the run before this one ended by a pause. */
function wasPaused({ store }: RunParts, claim: Claim): boolean {
  return store.runs.before(claim.id, claim.run_id)?.error === PAUSE_REASON;
}

async function recordProcess(
  parts: RunParts,
  claim: Claim,
  { pid, startTime }: { pid: number; startTime: string | undefined },
): Promise<void> {
  parts.failpoints.hit("spawn.after");
  const start = startTime ?? (await parts.processStart(pid)) ?? null;
  const { store, journal, clock } = parts;
  await store.writeSoon(() => {
    if (store.runs.started(claim.run_id, { pid, start, now: clock.now() }) === 0) return;
    journal.append("run.spawned", { agent: claim.agent_id, pid }, runScope(claim));
  });
}
