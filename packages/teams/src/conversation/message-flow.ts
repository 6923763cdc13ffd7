/**
 * Connects all parts that process a message over one store: conversations accept it, the dispatcher claims it, the
 * runner runs it, and conversations apply the outcome. The parts know each other only through what this function
 * passes to them.
 */
import {
  type Budgets,
  createBudgets,
  createRunLoop,
  type Dispatcher,
  type RunLoopOptions,
  type RunWaits,
} from "@tinyagi/core";
import type { ConversationOutcome } from "./outcome.js";
import { type Conversations, type ConversationsOptions, createConversations } from "./service.js";

export interface MessageFlowOptions
  extends Omit<ConversationsOptions, "offer" | "wake" | "abort">,
    Omit<RunLoopOptions<ConversationOutcome>, "outcomes" | "budgets"> {
  /** Wraps the conversations, for example with the plugins of a home. */
  around?: (inner: Conversations) => Conversations;
}

export interface MessageFlow {
  conversations: Conversations;
  dispatcher: Dispatcher;
  waits: RunWaits;
  budgets: Budgets;
}

/** Nothing is claimed before `dispatcher.start()`. */
export function createMessageFlow({
  around = (inner) => inner,
  ...options
}: MessageFlowOptions): MessageFlow {
  const conversations = around(
    createConversations({
      ...options,
      offer: (lane) => dispatcher.offer(lane),
      wake: (lane) => dispatcher.wake(lane),
      abort: (messageRowId, reason) => dispatcher.abort(messageRowId, reason),
    }),
  );
  const budgets = createBudgets({
    ...options,
    note: conversations.note,
    resume: conversations.resumeStopped,
  });
  const { dispatcher, waits } = createRunLoop({ ...options, budgets, outcomes: conversations.outcomes });
  return { conversations, dispatcher, waits, budgets };
}
