/**
 * What the end of a run means for its conversation. `prepare` does slow work and I/O before the commit. The others run
 * inside the transaction that commits the run, so result, handoffs, room posts, next chain step and reply are durable
 * together.
 */
import { type FileWhy, getCause, type ReplyNote, type RunErrorInfo } from "@tinyagi/contracts";
import { recordArtifacts } from "@tinyagi/features";
import {
  type Claim,
  type FinishedRun,
  isCounted,
  noticeWait,
  type OutcomePort,
  type PreparedOutcome,
  type RetryDecision,
} from "@tinyagi/kernel";
import { whyPhrase } from "@tinyagi/views";
import { type AgentOutput, parseWithMentions } from "../routing/agent-output.js";
import { TAGS_MAX } from "../routing/tag-scanner.js";
import { type Refusal, refusal } from "../spawn/plan.js";
import { chainStopNote, nextStep } from "./chain.js";
import { closeIfDone } from "./close.js";
import { addNote, type ConversationContext, wordsOf } from "./context.js";
import { notifyDenied } from "./denial.js";
import { applyHandoffs } from "./handoff.js";
import { mentionsFor, noteNamed } from "./mentioned.js";
import { failureText, sendReply } from "./reply.js";
import { writeNotice } from "./room.js";
import { applyRoomPosts } from "./room-posts.js";
import { unheardNotes } from "./unheard.js";

/** The person is notified immediately when the provider requests a longer wait than this. */
const LONG_WAIT_MS = 5 * 60_000;
const OVER_TAG_LIMIT = `only the first ${TAGS_MAX} tags of your last answer were read. Send fewer tags in one answer.`;
/** Everything that could mean something in a chat. */
const NOT_IN_NAME = /[^\w.+-]/g;
const PROGRAM_MAX_CHARS = 40;
/** Plans read from one answer. */
const PLANS_IN_ANSWER_MAX = 8;
const NO_TAGS: AgentOutput = {
  handoffs: [],
  rooms: [],
  files: [],
  spawnBlocks: [],
  readable: "",
  shared: "",
  named: [],
  overTagLimit: false,
};
/** Most files attached for one output. */
export const FILES_MAX = 20;

export interface ConversationOutcome extends PreparedOutcome {
  output: AgentOutput;
  deniedFiles: readonly FileWhy[];
  /** Plans for sub-agents, to be run before the message is answered. */
  plans: readonly string[];
  /** Why the plan in the answer was not run. */
  refusedPlan: Refusal | undefined;
}

export type ResolveFile = (
  agentId: string,
  requested: string,
) => Promise<{ ok: true; path: string } | { ok: false; why: FileWhy }>;

export function createOutcomes(
  context: ConversationContext,
  resolveFile: ResolveFile,
): OutcomePort<ConversationOutcome> {
  return {
    async prepare(claim, result) {
      const barred = context.spawns?.findSpawnRefusal(claim);
      const parsed = parseWithMentions(result.text, mentionsFor(context, claim, result.heard));
      const refusedPlan = parsed.spawnBlocks.length > 0 ? barred : undefined;
      const mayPlan = context.spawns !== undefined && barred === undefined;
      // What a sub-agent answers is data, unless it may spawn.
      const output = claim.kind === "node" && !mayPlan ? NO_TAGS : parsed;
      const plans = mayPlan ? output.spawnBlocks.slice(0, PLANS_IN_ANSWER_MAX) : [];
      const waits = plans.length > 0;
      if (waits || claim.kind === "node") {
        const none = { output, plans, refusedPlan, files: [], deniedFiles: [] };
        if (waits) return { ...none, waits, readable: output.readable };
        // The agent that started it reads it.
        return { ...none, waits, readable: result.text, notes: notesOn(claim, { refusedPlan }) };
      }
      const { files, deniedFiles } = await resolveFiles(resolveFile, claim.agent_id, output.files);
      const notes = [
        ...answerNotes(output, result, deniedFiles),
        ...unheardNotes(context, claim, result.unheard),
        ...notesOn(claim, { refusedPlan }),
      ];
      return { output, plans, refusedPlan, files, deniedFiles, readable: output.readable, notes };
    },
    completed: (claim, prepared) => completed(context, claim, prepared),
    failed: (claim, error, decision) => failed(context, claim, { error, decision }),
    stopped: (claim) => endedAll(context, claim),
    held: (claim, waitMs) => scheduleNotice(context, claim.conversation_id, waitMs),
  };
}

/** A plan that was not run is never silent: whoever reads the answer must not take the plan for the result. */
function notesOn(claim: Claim, { refusedPlan }: { refusedPlan: Refusal | undefined }): ReplyNote[] {
  return refusedPlan === undefined ? [] : [toPlanNote(claim, refusedPlan)];
}

function toPlanNote({ agent_id: agent }: Claim, { reason: refusal, message: said }: Refusal): ReplyNote {
  return { code: "plan.refused", agent, refusal, said };
}

/** Never rejects: the person still gets the text when a file cannot be read. */
async function resolveFiles(
  resolveFile: ResolveFile,
  agentId: string,
  requested: readonly string[],
): Promise<{ files: string[]; deniedFiles: FileWhy[] }> {
  const wanted = [...new Set(requested)];
  const files: string[] = [];
  const deniedFiles: FileWhy[] = [];
  for (const path of wanted.slice(0, FILES_MAX)) {
    try {
      const file = await resolveFile(agentId, path);
      if (file.ok) files.push(file.path);
      else deniedFiles.push(file.why);
    } catch {
      // The error may contain a path of this machine, so the person only learns that the file is missing.
      deniedFiles.push({ code: "file", refusal: "not_read" });
    }
  }
  for (const _path of wanted.slice(FILES_MAX, 2 * FILES_MAX))
    deniedFiles.push({ code: "file", refusal: "too_many", max: FILES_MAX });
  return { files, deniedFiles };
}

/** Its name alone: a command line may hold what is for nobody in this chat. */
function resolveProgram(command: string): string {
  const path = command.split(" ", 1)[0] ?? "";
  return path
    .slice(path.lastIndexOf("/") + 1)
    .replace(NOT_IN_NAME, "?")
    .slice(0, PROGRAM_MAX_CHARS);
}

function eachOnce(whys: readonly FileWhy[]): FileWhy[] {
  return [...new Map(whys.map((why) => [why.refusal, why])).values()];
}

/** What the reader of an answer must know of its run. An answer may promise what ended background work was to do. */
function answerNotes(output: AgentOutput, result: FinishedRun, deniedFiles: readonly FileWhy[]): ReplyNote[] {
  const notes: ReplyNote[] = [];
  if (deniedFiles.length > 0)
    notes.push({ code: "files.denied", files: deniedFiles.length, whys: eachOnce(deniedFiles) });
  if (output.overTagLimit) notes.push({ code: "tags.limit", most: TAGS_MAX });
  if (result.deniedTools.length > 0) notes.push({ code: "tools.denied", tools: [...result.deniedTools] });
  const { backgroundEnded: ended, promptLeftOut } = result;
  if (ended !== undefined) {
    const programs = [...new Set(ended.commands.map(resolveProgram))];
    notes.push({ code: "background.ended", processes: ended.count, programs });
  }
  if (result.rebuiltFrom !== undefined) notes.push({ code: "session.rebuilt" });
  if (promptLeftOut !== undefined) notes.push({ code: "prompt.left_out", ...promptLeftOut });
  return notes;
}

function completed(context: ConversationContext, claim: Claim, prepared: ConversationOutcome): void {
  if (prepared.plans.length > 0) {
    context.spawns?.begin(claim, prepared.plans);
    const over = prepared.output.spawnBlocks.length - prepared.plans.length;
    if (over > 0) refuseMore(context, claim, over);
    for (const id of claim.batch) closeConversation(context, id);
    return;
  }
  if (prepared.refusedPlan !== undefined) refusePlan(context, claim, prepared.refusedPlan);
  // The result of a sub-agent goes to the agent that started it.
  if (claim.kind === "node") return;
  const scope = {
    conversationId: claim.conversation_id,
    runId: claim.run_id,
    messageRowId: claim.id,
    agentId: claim.agent_id,
  };
  recordArtifacts(context, {
    agentId: claim.agent_id,
    conversationId: claim.conversation_id,
    runId: claim.run_id,
    files: prepared.files,
  });
  for (const why of prepared.deniedFiles)
    context.journal.append("file.denied", { agent: claim.agent_id, reason: whyPhrase(why), why }, scope);
  if (claim.kind === "summary") denyHandoffs(context, claim, prepared.output);
  else applyHandoffs(context, claim, prepared.output);
  noteNamed(context, claim, prepared.output);
  applyRoomPosts(context, claim, prepared.output);
  if (prepared.output.overTagLimit)
    context.store.history.addNote(claim.agent_id, OVER_TAG_LIMIT, context.clock.now());
  if (claim.kind === "chain") nextStep(context, claim);
  context.awaited.cover(claim.run_id);
  streamOne(context, claim);
  closeIfDone(context, claim.conversation_id);
  for (const id of claim.batch) closeConversation(context, id);
}

/** The answer in which these plans stood is not the reply, so the reply says it in a note. */
function refuseMore(context: ConversationContext, claim: Claim, over: number): void {
  const note: ReplyNote = { code: "plans.limit", agent: claim.agent_id, most: PLANS_IN_ANSWER_MAX, over };
  const first = `Only the first ${PLANS_IN_ANSWER_MAX} plans of an answer are run (limit plans of an answer).`;
  tellAgent(context, claim, refusal("total", first));
  addNote(context, claim.conversation_id, { text: note });
}

/** The journal, the agent, and for a sub-agent the reply to the person, whose answer its own is not. */
function refusePlan(context: ConversationContext, claim: Claim, refused: Refusal): void {
  tellAgent(context, claim, refused);
  if (claim.kind === "node") addNote(context, claim.conversation_id, { text: toPlanNote(claim, refused) });
}

function tellAgent(context: ConversationContext, claim: Claim, refused: Refusal): void {
  context.spawns?.refusePlan(claim, refused);
  const said = `A plan for sub-agents was not run: ${refused.message}`;
  context.store.history.addNote(claim.agent_id, said, context.clock.now());
}

/** A room post may belong to another conversation than the run that processed it. */
function closeConversation(context: ConversationContext, messageRowId: number): void {
  const row = context.store.messages.get(messageRowId);
  if (row !== undefined) closeIfDone(context, row.conversation_id);
}

/** A summary answers the person. Its tags are shown but not delivered, or leader mode would never end. */
function denyHandoffs(context: ConversationContext, claim: Claim, output: AgentOutput): void {
  const targets = new Set(output.handoffs.flatMap((handoff) => handoff.targets));
  const why = { code: "handoff.summary" } as const;
  notifyDenied(
    context,
    claim,
    [...targets].map((target) => ({ target, why })),
  );
}

function failed(
  context: ConversationContext,
  claim: Claim,
  outcome: { error: RunErrorInfo; decision: RetryDecision },
): void {
  if (outcome.decision.kind === "retry") {
    const { error, decision } = outcome;
    // Another login of the provider answers now.
    const isNow = decision.delayMs === 0;
    const waitMs = isNow
      ? 0
      : noticeWait(getCause(error), Math.max(decision.delayMs, error.retryAfterMs ?? 0));
    scheduleNotice(context, claim.conversation_id, decision.waits === true ? waitMs : decision.delayMs);
    return;
  }
  endedAll(context, claim);
}

/** Notifies the person that work waits: at once of a long wait, otherwise after a while. */
function scheduleNotice(context: ConversationContext, conversationId: string, waitMs: number): void {
  const delayMs = waitMs > LONG_WAIT_MS ? 0 : context.settings().conversations.retryNoticeMs;
  context.store.afterCommit(() => context.scheduleNotice(conversationId, delayMs));
}

function endedAll(context: ConversationContext, claim: Claim): void {
  ended(context, claim);
  for (const id of claim.batch) endedWith(context, claim, id);
}

/** Like `ended`, for a room post processed in the run of another one. A room gets one notice of one failure. */
export function endedWith(
  context: ConversationContext,
  head: { team_id: string | null },
  messageRowId: number,
): void {
  if (context.store.messages.get(messageRowId)?.team_id !== head.team_id) postFailure(context, messageRowId);
  closeConversation(context, messageRowId);
}

/** A message failed permanently or was cancelled: its chain ends, and the room or the person is notified. */
export function ended(context: ConversationContext, message: { id: number; conversation_id: string }): void {
  const row = context.store.messages.get(message.id);
  const conversation = context.store.conversations.get(message.conversation_id);
  if (row === undefined || conversation === undefined) return;
  postFailure(context, row.id);
  const chainNote = chainStopNote(conversation, row);
  if (chainNote !== null) addNote(context, conversation.id, { text: chainNote });
  streamOne(context, row);
  closeIfDone(context, conversation.id);
}

/** Posts a failed delivery of a room post in the room. Other failures are part of the person's reply. */
export function postFailure(context: ConversationContext, messageRowId: number): void {
  const row = context.store.messages.get(messageRowId);
  if (row === undefined || row.kind !== "room" || row.team_id === null) return;
  const failure = failureText(row, "terminal", wordsOf(context));
  writeNotice(context, { teamId: row.team_id, text: `@${row.agent_id} ${failure}` }, row.conversation_id);
}

function streamOne(context: ConversationContext, claim: { id: number; conversation_id: string }): void {
  const conversation = context.store.conversations.get(claim.conversation_id);
  const message = context.store.messages.get(claim.id);
  if (
    conversation?.join_mode !== "stream" ||
    conversation.status !== "open" ||
    message === undefined ||
    !isCounted(message) ||
    message.reported === 1
  )
    return;
  sendReply(context, conversation, { messages: [message] });
}
