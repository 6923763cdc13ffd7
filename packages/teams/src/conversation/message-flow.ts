/**
 * Connects all parts that process a message over one store: conversations accept it, the dispatcher claims it, the
 * runner runs it, and conversations apply the outcome. The parts know each other only through what this function
 * passes to them. Two ports close the circles: the lanes of the dispatcher, and the conversations that budgets and
 * steering call back.
 */
import { createPort } from "@tinyagi/base";
import type { AgentConfig, WorkspaceOf } from "@tinyagi/contracts";
import {
  type Approvals,
  type Budgets,
  type Circuits,
  createBudgets,
  createCircuits,
  createLiveRuns,
  createRunLoop,
  createSteering,
  type Dispatcher,
  findUseRefusal,
  type InvokerPort,
  type MessageRow,
  type ProviderCheck,
  type RunLoopOptions,
  type RunSteering,
  type RunWaits,
  type TaskPlaces,
  useRefusalText,
} from "@tinyagi/kernel";
import { cachedDirectory } from "../routing/directory.js";
import { createAdmission } from "../spawn/admission.js";
import { createSpawner, type SpawnService } from "../spawn/create-spawner.js";
import { withTaskPlaces } from "../spawn/task-place.js";
import { joinLive } from "./join-live.js";
import type { ConversationOutcome } from "./outcome.js";
import { type Conversations, type ConversationsOptions, createConversations } from "./service.js";

export interface MessageFlowOptions
  extends Omit<
      ConversationsOptions,
      "offer" | "wake" | "abort" | "joinLive" | "yieldTo" | "spawns" | "directory"
    >,
    Omit<RunLoopOptions<ConversationOutcome>, "outcomes" | "budgets" | "circuits" | "nodes" | "liveRuns"> {
  /** Asks a person whether a plan for sub-agents may start, or a budget is raised. */
  approvals: Pick<Approvals, "request" | "hold" | "onSubject" | "withdraw">;
  /** Wraps the conversations, for example with the plugins of a home. */
  around?: (inner: Conversations) => Conversations;
  /** A cheap look at a paused provider. Default: none. */
  providerCheck?: ProviderCheck | undefined;
  /** What an agent reads of a message. Default: its text. */
  present?: (message: MessageRow) => string;
  workspaceOf: WorkspaceOf;
  /** Where runs for tasks with a repository work. Default: in the workspaces of their agents. */
  taskPlaces?: TaskPlaces;
}

export interface MessageFlow {
  spawner: SpawnService;
  conversations: Conversations;
  dispatcher: Dispatcher;
  waits: RunWaits;
  budgets: Budgets;
  circuits: Circuits;
  steering: RunSteering;
}

/** What budgets and steering ask of the conversations. */
type CalledBack = Pick<Conversations, "note" | "resumeStopped" | "refuseHeld" | "cancelMessage">;

/** Nothing is claimed before `dispatcher.start()`. */
export function createMessageFlow({
  around = (inner) => inner,
  ...options
}: MessageFlowOptions): MessageFlow {
  const { offer, wake, abort } = options.lanes;
  const parts = { ...options, offer, wake, abort, directory: cachedDirectory(options.settings) };
  const callBack = createPort<CalledBack>("conversations");
  const liveRuns = createLiveRuns();
  const circuits = circuitsOf(options);
  const budgets = createBudgets({
    ...options,
    note: (id, text) => callBack.part.note(id, text),
    resume: (ids, budget) => callBack.part.resumeStopped(ids, budget),
    refuse: (id, reason) => callBack.part.refuseHeld(id, reason),
  });
  const steering = createSteering({
    ...parts,
    liveRuns,
    cancel: (messageRowId, why) => callBack.part.cancelMessage(messageRowId, why),
  });
  const targetOf = (agent: AgentConfig) => targetAmong(options.invoker, agent);
  const spawner = createSpawner({
    ...parts,
    resolveHarness: (agent) => targetOf(agent)?.harness,
    admit: createAdmission({ ...options, targetOf, budgets }),
  });
  const conversations = around(
    createConversations({
      ...parts,
      joinLive: (row) => joinLive({ store: options.store, steering }, row),
      yieldTo: steering.yieldTo,
      spawns: spawner,
    }),
  );
  callBack.connect(conversations);
  const { dispatcher, waits } = createRunLoop({
    ...options,
    budgets,
    circuits,
    liveRuns,
    backgroundQuotaMax: () => options.settings().execution.background_quota_max,
    nodes:
      options.taskPlaces === undefined ? spawner.nodes : withTaskPlaces(spawner.nodes, options.taskPlaces),
    outcomes: conversations.outcomes,
    toRefusal: (message) => claimRefusal(options, message),
  });
  return { conversations, dispatcher, spawner, waits, budgets, circuits, steering };
}

function circuitsOf({ providerCheck, queue, store, lanes, ...options }: MessageFlowOptions): Circuits {
  return createCircuits({
    ...options,
    store,
    ...(providerCheck === undefined ? {} : { check: providerCheck }),
    onResumed(provider) {
      const due = queue.endWait(provider);
      for (const lane of due) store.afterCommit(() => lanes.wake(lane));
      return due.length;
    },
  });
}

/** The conversation says who asked, whichever way the work took. */
function claimRefusal(
  { store, settings }: Pick<MessageFlowOptions, "store" | "settings">,
  { agent_id: agent, conversation_id: id }: Pick<MessageRow, "agent_id" | "conversation_id">,
): string | undefined {
  const conversation = store.conversations.get(id);
  const refusal = conversation && findUseRefusal({ store, settings: settings() }, conversation, agent);
  return refusal && useRefusalText(refusal);
}

/** Undefined for an agent that cannot run: its own run reports the problem. */
function targetAmong(
  invoker: InvokerPort,
  agent: AgentConfig,
): ReturnType<InvokerPort["resolve"]> | undefined {
  try {
    return invoker.resolve(agent);
  } catch {
    return undefined;
  }
}
