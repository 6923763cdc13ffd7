/** Runs the agent of a claim until its result: prepares workspace, prompt and session, and records its events. */
import { approvalNote } from "../approvals/approval-text.js";
import { runScope } from "../journal/event-scope.js";
import { buildContext } from "../message/content.js";
import { workOf } from "../message/run-work.js";
import { keepQuota } from "../providers/quota.js";
import { toFailureFact } from "../queue/failure-fact.js";
import type { Claim } from "../queue/queue-contract.js";
import type { RunRow, SessionRow } from "../store/schema.js";
import type { RunContext, RunParts } from "./context.js";
import { doneNote } from "./done-note.js";
import { isAnswer } from "./is-answer.js";
import type { FinishedRun, SystemPrompt } from "./ports.js";
import { createRunEventSink, type RunEventSink, type StartedProcess } from "./run-events.js";
import { meanwhileNote, newSessionNote, retryNote, switchNote } from "./run-note.js";
import { answeredElsewhere, lastAnswers, putSession, resolveSession, sessionElsewhere } from "./session.js";
import { runTurns, type TurnRequest, type TurnSession } from "./turns.js";
import { beginTitle } from "./write-title.js";

/** @throws HarnessError as the harness does, and whatever preparing the workspace or the prompt throws */
export async function execute(
  parts: RunParts,
  context: RunContext,
  signal: AbortSignal,
): Promise<FinishedRun> {
  const { claim } = context;
  // A run that goes on since before a restart has its program, and needs all this only when a text ends its turn.
  const prepared = claim.adopted === undefined ? await prepare(parts, context) : undefined;
  const stored = resolveSession(parts, context);
  context.sessionStored = stored !== undefined;
  if (stored !== undefined) context.resumed = stored.session_id;
  const left = findAbandonedSession(claim) ?? sessionElsewhere(parts, context)?.session_id;
  const session: TurnSession = { current: stored === undefined ? undefined : resumable(stored) };
  const sink = createSink(parts, context, session);
  signal.throwIfAborted();
  const known = { session: stored, left };
  await using _title = beginTitle(parts, claim);
  const first = prepared && (await requestOf(parts, context, { ...known, prepared }));
  const result = await runTurns(parts, context, {
    runId: claim.run_id,
    toRequest: async () =>
      first ?? requestOf(parts, context, { ...known, prepared: await prepare(parts, context) }),
    session,
    signal,
    onEvent: (event) => {
      context.hadEffects ||= event.type === "tool.started";
      if (!context.isAnswered && isAnswer(event)) {
        context.isAnswered = true;
        parts.circuits.answering(claim.run_id);
      }
      sink.receive(event);
    },
  });
  const rebuiltFrom =
    result.rebuiltFrom ?? (stored === undefined && prepared !== undefined ? left : undefined);
  const { leftOut: said, refusal } = prepared?.system ?? {};
  return {
    ...result,
    ...(rebuiltFrom === undefined ? {} : { rebuiltFrom }),
    ...(said === undefined ? {} : { promptLeftOut: { said, refusal } }),
  };
}

/** Where the agent works, and what it is told first. */
interface Prepared {
  readonly own: string;
  readonly cwd: string;
  readonly system: SystemPrompt;
}

async function prepare({ prepareAgent, nodes }: RunParts, { claim }: RunContext): Promise<Prepared> {
  const { workspace: own, system } = await prepareAgent(claim.agent_id);
  return { own, cwd: (await nodes?.workspace(claim, own)) ?? own, system };
}

interface Known {
  readonly prepared: Prepared;
  readonly session: SessionRow | undefined;
  readonly left: string | undefined;
}

async function requestOf(
  parts: RunParts,
  context: RunContext,
  { prepared: { own, cwd, system }, session, left }: Known,
): Promise<TurnRequest> {
  const { claim, agent } = context;
  const { failpoints, nodes } = parts;
  failpoints.hit("spawn.before");
  const systemPrompt = (await nodes?.systemPrompt(claim, system.text)) ?? system.text;
  const text = nodes?.prompt(claim, { hasSession: session !== undefined }) ?? claim.prompt;
  const recalled = await recallFor(parts, claim);
  return {
    runId: claim.run_id,
    agentId: claim.agent_id,
    agent,
    ...(effortIsChosen(claim) ? { effortIsChosen: true as const } : {}),
    prompt: listNotes(parts, context, { session, left }) + recalled + text,
    work: workOf(claim, parts.store.conversations.get(claim.conversation_id)),
    systemPrompt,
    cwd,
    workspace: own,
    queueLane: claim.lane,
    ...(context.login === undefined ? {} : { login: context.login }),
    ...laneOf(context),
  };
}

/** Notes of the company that may help with what a person or an agent wrote; a sub-agent gets what its plan says. */
async function recallFor({ recall, store, journal, log }: RunParts, claim: Claim): Promise<string> {
  if (recall === undefined || claim.kind === "node") return "";
  const { text, given, tokens } = await recall(claim.text);
  if (given.length === 0) return "";
  const sources = given.map(({ source, ref, title }) => ({ source, ref, title }));
  store
    .writeSoon(() =>
      journal.append("run.recalled", { agent: claim.agent_id, sources, tokens }, runScope(claim)),
    )
    .catch((error: unknown) =>
      log.error({ err: error, runId: claim.run_id }, "a run event could not be recorded"),
    );
  return text;
}

/** Nobody chose it for another provider of the agent's list, which takes over so that there is an answer. */
function effortIsChosen(claim: Claim): boolean {
  return claim.provider_index === 0 && buildContext(claim).choice?.effort !== undefined;
}

/** A sub-agent has no lane: its program would wait for nobody when it has answered. */
function laneOf({ claim, agent, scopeKey }: RunContext): { lane?: string; laneConversation?: string } {
  if (claim.kind === "node") return {};
  const lane = JSON.stringify([claim.agent_id, scopeKey]);
  return agent.sessionScope === "conversation" ? { lane, laneConversation: claim.conversation_id } : { lane };
}

/** The session that this message left because it could not go on in it. */
function findAbandonedSession(claim: Claim): string | undefined {
  return toFailureFact(claim)?.leftSession;
}

function resumable({ session_id: sessionId, totals }: SessionRow): TurnSession["current"] {
  return { sessionId, sessionTotals: totals === null ? undefined : JSON.parse(totals) };
}

function createSink(parts: RunParts, context: RunContext, session: TurnSession): RunEventSink {
  const { store, journal, log, failpoints } = parts;
  const { claim, agent } = context;
  const lost = (error: unknown) =>
    log.error({ err: error, runId: claim.run_id }, "a run event could not be recorded");
  return createRunEventSink(
    { store, journal, failpoints, onLost: lost },
    {
      claim,
      agentName: agent.name,
      payloads: parts.payloads,
      replyToId: store.conversations.get(claim.conversation_id)?.reply_to_id ?? claim.message_id,
      onQuota: (windows) => void keepQuota(parts, claim.run_id, windows).catch(lost),
      onUsage: (usage) => parts.budgets.observe(claim.run_id, usage),
      onProcess: (started) => void recordProcess(parts, claim, started).catch(lost),
      onVersion: (version) => void recordVersion(parts, claim, version).catch(lost),
      onSession: (sessionId) => {
        // A resumed session is stored already. A new one has no totals: they belong to the session they were counted in.
        if (sessionId === session.current?.sessionId) return;
        session.current = { sessionId, sessionTotals: undefined };
        void store
          .writeSoon(() => putSession(parts, context, { id: sessionId, totals: undefined }))
          .catch(lost);
      },
    },
  );
}

/** The notes of the host that precede the message. */
function listNotes(
  parts: RunParts,
  context: RunContext,
  { session, left }: { session: SessionRow | undefined; left: string | undefined },
): string {
  const { claim } = context;
  const isRepeated = claim.total_attempts > 1;
  const asked = isRepeated ? parts.store.approvals.ofMessage(claim.id) : [];
  const paused = isRepeated && runBefore(parts, claim)?.why === "run.paused";
  const isNew = session === undefined && left !== undefined;
  const elsewhere = session === undefined ? [] : answeredElsewhere(parts, context, session);
  return (
    retryNote(claim, { paused }) +
    (isRepeated ? doneNote(parts, claim) : "") +
    approvalNote(asked) +
    switchNote({ claim, hasSession: session !== undefined }) +
    meanwhileNote(elsewhere) +
    (isNew ? newSessionNote(lastAnswers(parts, context)) : "")
  );
}

/** The run before this one: of the message itself, or of another message whose run it had joined. */
function runBefore({ store }: RunParts, claim: Claim): RunRow | undefined {
  const joined = store.events.joinedRun({ conversationId: claim.conversation_id, rowId: claim.id });
  const runs = [
    store.runs.before(claim.id, claim.run_id),
    joined === undefined ? undefined : store.runs.get(joined),
  ];
  return runs.flatMap((run) => run ?? []).sort((a, b) => b.created_at - a.created_at)[0];
}

async function recordProcess(
  parts: RunParts,
  claim: Claim,
  { pid, startTime, start }: StartedProcess,
): Promise<void> {
  parts.failpoints.hit("spawn.after");
  const since = startTime ?? (await parts.processStart(pid)) ?? null;
  const { store, journal, clock } = parts;
  await store.writeSoon(() => {
    if (store.runs.started(claim.run_id, { pid, start: since, now: clock.now() }) === 0) return;
    journal.append(
      "run.spawned",
      { agent: claim.agent_id, pid, ...(start === undefined ? {} : { start }) },
      runScope(claim),
    );
  });
}

async function recordVersion({ store, journal }: RunParts, claim: Claim, version: string): Promise<void> {
  await store.writeSoon(() => {
    if (store.runs.versionKnown(claim.run_id, version) === 0) return;
    journal.append("run.version_reported", { agent: claim.agent_id, version }, runScope(claim));
  });
}
