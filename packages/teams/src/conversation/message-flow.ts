/**
 * Connects all parts that process a message over one store: conversations accept it, the dispatcher claims it, the
 * runner runs it, and conversations apply the outcome. The parts know each other only through what this function
 * passes to them.
 */
import type { AgentConfig } from "@tinyagi/contracts";
import { createNodePlaces, type GitPlace } from "@tinyagi/home";
import {
  type Approvals,
  type Budgets,
  type Circuits,
  createBudgets,
  createCircuits,
  createRunLoop,
  createSteering,
  type Dispatcher,
  type InvokerPort,
  type MessageRow,
  type ProviderCheck,
  type RunLoopOptions,
  type RunWaits,
  type Steering,
  useRefusalOf,
  useRefusalText,
} from "@tinyagi/kernel";
import { createAdmission } from "../spawn/admission.js";
import { createSpawner, type SpawnService } from "../spawn/create-spawner.js";
import { joinLive } from "./join-live.js";
import type { ConversationOutcome } from "./outcome.js";
import { type Conversations, type ConversationsOptions, createConversations } from "./service.js";

export interface MessageFlowOptions
  extends Omit<ConversationsOptions, "offer" | "wake" | "abort" | "joinLive" | "yieldTo" | "spawns">,
    Omit<RunLoopOptions<ConversationOutcome>, "outcomes" | "budgets" | "circuits" | "nodes"> {
  /** Asks a person whether a plan for sub-agents may start, or a budget is raised. */
  approvals: Pick<Approvals, "request" | "hold" | "onSubject" | "withdraw">;
  /** Wraps the conversations, for example with the plugins of a home. */
  around?: (inner: Conversations) => Conversations;
  /** A cheap look at a paused provider. Default: none. */
  providerCheck?: ProviderCheck | undefined;
  /** What an agent reads of a message. Default: its text. */
  present?: (message: MessageRow) => string;
  /** Where git runs for the worktrees of sub-agents. */
  git: GitPlace;
}

export interface MessageFlow {
  spawner: SpawnService;
  conversations: Conversations;
  dispatcher: Dispatcher;
  waits: RunWaits;
  budgets: Budgets;
  circuits: Circuits;
  steering: Steering;
}

/** Nothing is claimed before `dispatcher.start()`. */
export function createMessageFlow({
  around = (inner) => inner,
  ...options
}: MessageFlowOptions): MessageFlow {
  const lanes = {
    offer: (lane: string) => dispatcher.offer(lane),
    wake: (lane: string) => dispatcher.wake(lane),
    abort: (messageRowId: number, reason: string) => dispatcher.abort(messageRowId, reason),
  };
  const spawner = createSpawner({
    ...options,
    ...lanes,
    places: createNodePlaces(options.git),
    directory: () => conversations.directory(),
    harnessOf: (agent) => targetOf(options.invoker, agent)?.harness,
    admit: createAdmission({
      ...options,
      approvals: options.approvals,
      targetOf: (agent) => targetOf(options.invoker, agent),
      budgets: {
        roomFor: (runId, wanted) => budgets.roomFor(runId, wanted),
        reserve: (runId, wanted) => budgets.reserve(runId, wanted),
        raise: (scope, added, by) => budgets.raise(scope, added, by),
        extend: (scope, added, by) => budgets.extend(scope, added, by),
      },
    }),
  });
  const conversations = around(
    createConversations({
      ...options,
      ...lanes,
      joinLive: (row) => joinLive({ store: options.store, steering }, row),
      yieldTo: (row) => steering.yieldTo(row),
      spawns: spawner,
    }),
  );
  const circuits = createCircuits({
    ...options,
    ...(options.providerCheck === undefined ? {} : { check: options.providerCheck }),
    onResumed(provider) {
      const due = options.queue.endWait(provider);
      for (const lane of due) options.store.afterCommit(() => lanes.wake(lane));
      return due.length;
    },
  });
  const budgets = createBudgets({
    ...options,
    note: conversations.note,
    resume: conversations.resumeStopped,
    refuse: conversations.refuseHeld,
  });
  const { nodes } = spawner;
  const { dispatcher, waits, liveRuns } = createRunLoop({
    ...options,
    budgets,
    circuits,
    backgroundQuotaMax: () => options.settings().execution.background_quota_max,
    nodes,
    outcomes: conversations.outcomes,
    refusalOf: (message) => claimRefusal(options, message),
  });
  const steering = createSteering({
    ...options,
    liveRuns,
    ...lanes,
    cancel: (messageRowId, reason) => conversations.cancelMessage(messageRowId, reason),
  });
  return { conversations, dispatcher, spawner, waits, budgets, circuits, steering };
}

/** The conversation says who asked, whichever way the work took. */
function claimRefusal(
  { store, settings }: Pick<MessageFlowOptions, "store" | "settings">,
  { agent_id: agent, conversation_id: id }: Pick<MessageRow, "agent_id" | "conversation_id">,
): string | undefined {
  const conversation = store.conversations.get(id);
  const refusal = conversation && useRefusalOf({ store, settings: settings() }, conversation, agent);
  return refusal && useRefusalText(refusal);
}

/** Undefined for an agent that cannot run: its own run reports the problem. */
/** Undefined for an agent that cannot run. */
function targetOf(invoker: InvokerPort, agent: AgentConfig): ReturnType<InvokerPort["resolve"]> | undefined {
  try {
    return invoker.resolve(agent);
  } catch {
    return undefined;
  }
}
