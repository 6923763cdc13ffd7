/** Runs the agent of a claim until its result: prepares workspace, prompt and session, and records its events. */
import type { Usage } from "@tinyagi/contracts";
import { approvalNote } from "../approvals/approval-text.js";
import { runScope } from "../journal/event-scope.js";
import type { Claim } from "../queue/queue.js";
import type { SessionRow } from "../store/schema.js";
import type { RunContext, RunParts } from "./context.js";
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
        if (sessionId === session?.session_id) return;
        void store
          .writeSoon(() => putSession(parts, context, { id: sessionId, totals: undefined }))
          .catch(lost);
      },
    },
  );
  signal.throwIfAborted();
  failpoints.hit("spawn.before");
  const result = await parts.invoker.invoke(
    {
      runId: claim.run_id,
      agentId: claim.agent_id,
      agent,
      prompt:
        notesOf(parts, context, session) +
        (nodes?.prompt(claim, { hasSession: session !== undefined }) ?? claim.text),
      systemPrompt: nodes?.systemPrompt(claim, system.text) ?? system.text,
      cwd,
      ...(session === undefined ? {} : { sessionId: session.session_id }),
      ...(totals === undefined ? {} : { sessionTotals: totals }),
    },
    {
      signal,
      onEvent: (event) => sink.receive(event),
      ...(parts.waits === undefined ? {} : { waiting: parts.waits.stateOf(claim.run_id) }),
    },
  );
  return system.leftOut === undefined ? result : { ...result, promptLeftOut: system.leftOut };
}

/** The notes of the host that precede the message. */
function notesOf(parts: RunParts, context: RunContext, session: SessionRow | undefined): string {
  const { claim } = context;
  const asked = claim.total_attempts > 1 ? parts.store.approvals.ofMessage(claim.id) : [];
  const elsewhere = session === undefined ? [] : answeredElsewhere(parts, context, session);
  return (
    retryNote(claim) +
    approvalNote(asked) +
    switchNote({ claim, hasSession: session !== undefined }) +
    meanwhileNote(elsewhere)
  );
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
