/** The conversation service: all operations of the server and the daemon on conversations, over one context. */

import { createPort, type Log } from "@tinyagi/base";
import type { BudgetFact, CancelFact, ReplyNote } from "@tinyagi/contracts";
import type { ConversationRow, MessageRow, OutcomePort } from "@tinyagi/kernel";
import type { Directory } from "../routing/directory.js";
import { accept, acceptWithin, prepare } from "./accept.js";
import { answerAsHost, type HostAnswer } from "./answer.js";
import { createAwaitedAnswers } from "./awaited-answers.js";
import { cancelConversation, cancelMessage } from "./cancel.js";
import { addNote, type ConversationContext, type ConversationParts } from "./context.js";
import type { Accepted, InboundMessage } from "./inbound.js";
import { createRetryNotices } from "./notice.js";
import { type ConversationOutcome, createOutcomes, ended, endedWith, type ResolveFile } from "./outcome.js";
import { createPauseNotices } from "./pause-notice.js";
import { deleteDead, refuseHeld, replayDead, resumeStopped, tryNow } from "./replay.js";
import { type Rerun, rerun } from "./rerun.js";
import { postAsUser } from "./room-posts.js";
import { routeInbound } from "./route-inbound.js";
import { createRunActs, type RunActs } from "./run-acts.js";
import { replacePart } from "./window.js";

export interface ConversationsOptions extends ConversationParts {
  log: Log;
  resolveFile: ResolveFile;
}

export interface Conversations extends AsyncDisposable {
  accept(inbound: InboundMessage): Promise<Accepted>;
  /** Does all that precedes the write. The function it resolves to accepts the message inside a write of the caller. */
  prepare(inbound: InboundMessage): Promise<() => Accepted>;
  /** Accepts a message of the host inside a write of the caller, without the plugins. */
  acceptWithin(inbound: InboundMessage): Accepted;
  /** The sender changed a message: replaces it while it waits for more. */
  edit(inbound: InboundMessage): Promise<Accepted>;
  /** Accepts a message that TinyAGI answers itself, in one transaction. */
  answerAsHost(inbound: InboundMessage, answer: HostAnswer): Promise<Accepted & { reply: string }>;
  postToRoom(teamId: string, message: string, messageId?: string): Promise<number>;
  cancelMessage(id: number, why: CancelFact): Promise<{ agent: string; processKilled: boolean }>;
  cancelConversation(id: string, why: CancelFact): Promise<number>;
  /** Inside a write: adds a sentence to the next reply of a conversation. */
  note(conversationId: string, note: ReplyNote): void;
  /** Inside a write: continues messages that a budget had stopped, in a follow-up if their conversation has closed. */
  resumeStopped(ids: readonly number[], budget: string): void;
  /** Inside a write: ends a message that waits for a budget, and notifies its sender. @returns false when it does not wait */
  refuseHeld(id: number, why: BudgetFact): boolean;
  replayDead(id: number): Promise<string>;
  /** A message that waits for another attempt is tried now, as soon as its lane is free. */
  tryNow(id: number): Promise<void>;
  /** Runs the message of a run's tree again in a new, linked conversation. @returns the new conversation */
  rerun(wanted: Rerun): Promise<string>;
  deleteDead(id: number): Promise<void>;
  /** Inside a write, after a start: handles messages that failed permanently with the previous daemon. */
  recovered(dead: readonly MessageRow[]): void;
  /** After a start: restores pending notices. */
  restoreNotices(): void;
  directory(): Directory;
  /** Calls `listener` inside each write that closes a conversation, after its reply is queued. */
  onClosed(listener: (conversation: ConversationRow) => void): void;
  /** What agents do while they run. */
  readonly runActs: RunActs;
  readonly outcomes: OutcomePort<ConversationOutcome>;
}

export function createConversations(options: ConversationsOptions): Conversations {
  const port = createPort<ConversationContext>("conversation context");
  const closedListeners: Parameters<Conversations["onClosed"]>[0][] = [];
  const noticeOptions = {
    context: port,
    journal: options.journal,
    clock: options.clock,
    log: options.log,
    delayMs: () => options.settings().conversations.retryNoticeMs,
  };
  const notices = createRetryNotices(noticeOptions);
  const pauseNotices = createPauseNotices(noticeOptions);
  const context: ConversationContext = {
    ...options,
    awaited: createAwaitedAnswers(options),
    scheduleNotice: (id, delayMs) => notices.schedule(id, delayMs),
    isPaused: pauseNotices.isPaused,
    closed(conversation) {
      for (const listener of closedListeners) listener(conversation);
    },
  };
  port.connect(context);
  return {
    accept: (inbound) => accept(context, inbound),
    prepare: async (inbound) => prepare(context, inbound),
    acceptWithin: (inbound) => acceptWithin(context, inbound),
    edit: (inbound) =>
      context.store.write(() => replacePart(context, inbound, routeInbound(context, inbound))),
    answerAsHost: (inbound, answer) => answerAsHost(context, inbound, answer),
    postToRoom: (teamId, message, messageId) => postAsUser(context, teamId, { message, messageId }),
    cancelMessage: (id, why) => cancelMessage(context, id, why),
    cancelConversation: (id, why) => cancelConversation(context, id, why),
    note: (id, text) => void addNote(context, id, { text }),
    resumeStopped: (ids, budget) => resumeStopped(context, ids, budget),
    refuseHeld: (id, why) => refuseHeld(context, id, why),
    rerun: (wanted) => rerun(context, wanted),
    replayDead: (id) => replayDead(context, id),
    tryNow: (id) => tryNow(context, id),
    deleteDead: (id) => deleteDead(context, id),
    recovered(dead) {
      const byId = new Map(dead.map((row) => [row.id, row]));
      for (const row of dead) {
        const head = row.batched_into === null ? undefined : byId.get(row.batched_into);
        if (head === undefined) ended(context, row);
        else endedWith(context, head, row.id);
      }
    },
    restoreNotices: () => notices.restore(),
    directory: options.directory,
    onClosed: (listener) => void closedListeners.push(listener),
    runActs: createRunActs(context),
    outcomes: createOutcomes(context, options.resolveFile),
    async [Symbol.asyncDispose]() {
      pauseNotices[Symbol.dispose]();
      await notices[Symbol.asyncDispose]();
    },
  };
}
