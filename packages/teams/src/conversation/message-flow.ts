/**
 * Connects all parts that process a message over one store: conversations accept it, the dispatcher claims it, the
 * runner runs it, and conversations apply the outcome. The parts know each other only through what this function
 * passes to them.
 */
import {
  type Budgets,
  createBudgets,
  createRunLoop,
  createSteering,
  type Dispatcher,
  type RunLoopOptions,
  type RunWaits,
  type Steering,
} from "@tinyagi/core";
import { joinLive } from "./join-live.js";
import type { ConversationOutcome } from "./outcome.js";
import { type Conversations, type ConversationsOptions, createConversations } from "./service.js";

export interface MessageFlowOptions
  extends Omit<ConversationsOptions, "offer" | "wake" | "abort" | "joinLive">,
    Omit<RunLoopOptions<ConversationOutcome>, "outcomes" | "budgets"> {
  /** Wraps the conversations, for example with the plugins of a home. */
  around?: (inner: Conversations) => Conversations;
}

export interface MessageFlow {
  conversations: Conversations;
  dispatcher: Dispatcher;
  waits: RunWaits;
  budgets: Budgets;
  steering: Steering;
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
      joinLive: (row) => joinLive({ store: options.store, steering }, row),
    }),
  );
  const budgets = createBudgets({
    ...options,
    note: conversations.note,
    resume: conversations.resumeStopped,
  });
  const { dispatcher, waits, liveRuns } = createRunLoop({
    ...options,
    budgets,
    outcomes: conversations.outcomes,
  });
  const steering = createSteering({
    ...options,
    liveRuns,
    abort: (messageRowId, reason) => dispatcher.abort(messageRowId, reason),
    wake: (lane) => dispatcher.wake(lane),
    cancel: (messageRowId, reason) => conversations.cancelMessage(messageRowId, reason),
  });
  return { conversations, dispatcher, waits, budgets, steering };
}
