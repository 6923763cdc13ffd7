/**
 * Builds the working parts of a daemon over an open home: store, queue, conversations, runner, dispatcher. Only this
 * file connects them; each part sees the others as interfaces.
 */

import { join } from "node:path";
import { type Clock, type Failpoints, type Log, type NewId, processStartTime } from "@tinyagi/base";
import type { Settings, WorkspaceOf } from "@tinyagi/contracts";
import {
  type BranchParts,
  createTaskPlaces,
  type PlaceWaitOf,
  type TaskRemoteOptions,
} from "@tinyagi/features";
import type { GitPlace, HomePaths } from "@tinyagi/home";
import {
  type Approvals,
  type Budgets,
  type Circuits,
  createApprovals,
  createCodes,
  createLanes,
  createOutbox,
  createQueue,
  createWrittenTexts,
  type Dispatcher,
  type InvokerPort,
  type Journal,
  type MessageRow,
  type Outbox,
  type Payloads,
  type Perceive,
  type ProviderCheck,
  providerEntries,
  type Queue,
  type RecalledNotes,
  type RunSteering,
  type RunWaits,
  type Store,
  type SystemPrompt,
  type WriteTitle,
  type WrittenTexts,
} from "@tinyagi/kernel";
import {
  type Conversations,
  createMessageFlow,
  plannedAttempts,
  presentMessage,
  type ResolveFile,
  type SpawnService,
} from "@tinyagi/teams";
import { type Board, createBoard } from "./board.js";
import { createEffectivePrompt, type EffectivePromptFor } from "./effective-prompt.js";

export interface EngineOptions {
  store: Store;
  journal: Journal;
  clock: Clock;
  newId: NewId;
  bootId: string;
  log: Log;
  failpoints: Failpoints;
  paths: HomePaths;
  settings: () => Settings;
  /** Platforms whose own bot has its key in a variable. Default: none. */
  ownBots?: ReadonlySet<string>;
  invoker: InvokerPort;
  /** Ends processes that a finished run may have left behind. */
  sweep: (runId: string) => void;
  /** Whether no message may be dispatched, because nothing can run it. */
  isPaused: () => boolean;
  /** Why the place of an agent gets no run now. Default: every agent may start. */
  placeWait?: PlaceWaitOf | undefined;
  /** Whether any agent has another place than this machine. */
  hasPlaces?: (() => boolean) | undefined;
  /** A cheap look at a paused provider. Default: none. */
  providerCheck?: ProviderCheck;
  workspaceOf: WorkspaceOf;
  /** Creates what is missing in the agent's workspace. */
  prepareAgent: (agentId: string) => Promise<{ workspace: string; system: SystemPrompt }>;
  /** Of the user that the daemon runs as. */
  userHome: string;
  /** Where git runs. */
  git: GitPlace;
  /** The workspace of an agent on this machine. */
  folderOfAgent: (agentId: string) => Promise<string>;
  /** The token of a git remote. */
  tokenOf: TaskRemoteOptions["tokenOf"];
  /** Whether an agent works on another machine. Default: none does. */
  isElsewhere?: (agentId: string) => boolean;
  resolveFile: ResolveFile;
  /** Finds notes of the company for a run. */
  recall?: (text: string) => Promise<RecalledNotes>;
  /** Writes titles of long messages. Absent: none are written. */
  titles?: () => WriteTitle | undefined;
  /** What runs perceive of the files that people send. Absent: their names alone. */
  perceive?: Perceive;
  /** What events keep of the arguments and outputs of tools. */
  payloads: Payloads;
  random: () => number;
  /** Wraps the parts that texts pass through with the plugins of the home. */
  around: {
    outbox: (inner: Outbox) => Outbox;
    conversations: (inner: Conversations) => Conversations;
  };
}

export interface Engine extends Board {
  ownBots: ReadonlySet<string>;
  journal: Journal;
  queue: Queue;
  outbox: Outbox;
  conversations: Conversations;
  dispatcher: Dispatcher;
  waits: RunWaits;
  spawner: SpawnService;
  approvals: Approvals;
  budgets: Budgets;
  circuits: Circuits;
  steering: RunSteering;
  written: WrittenTexts;
  effectivePrompt: EffectivePromptFor;
  placeWait: PlaceWaitOf | undefined;
}

export function createEngine(options: EngineOptions): Engine {
  const { store, journal, clock, newId, log, failpoints, settings, placeWait } = options;
  const present = (message: MessageRow) => presentMessage({ store, now: clock.now }, message);
  const queue = createQueue({
    store,
    journal,
    clock,
    bootId: options.bootId,
    present,
    random: options.random,
    maxAttempts: (message) => plannedAttempts(store, message),
    policy: () => {
      const { maxAttempts, retryBaseMs, retryMaxMs, patience } = settings().execution;
      return { maxAttempts, baseMs: retryBaseMs, maxMs: retryMaxMs, patienceMs: patience };
    },
    providers(agentId) {
      const { agents } = settings();
      return providerEntries(Object.hasOwn(agents, agentId) ? agents[agentId] : undefined);
    },
    agentName(agentId) {
      const { agents } = settings();
      return (Object.hasOwn(agents, agentId) ? agents[agentId]?.name : undefined) ?? agentId;
    },
  });
  const outbox = options.around.outbox(
    createOutbox({ store, journal, clock, newId, filesOut: options.paths.filesOut, failpoints }),
  );
  const lanes = createLanes();
  const approvals = createApprovals({
    store,
    journal,
    clock,
    log,
    newCode: createCodes(),
    defaultExpiryMs: () => settings().approvals.expireMinutes * 60_000,
    outbox,
    wake: lanes.wake,
  });
  const branches = toBranchParts(options);
  const flow = createMessageFlow({
    ...options,
    mayStart: placeWait && ((agentId) => placeWait(agentId) === undefined),
    mayWait: options.hasPlaces,
    taskPlaces: createTaskPlaces(branches),
    lanes,
    queue,
    outbox,
    approvals,
    present,
    around: options.around.conversations,
    agents: {
      get(id) {
        const { agents } = settings();
        return Object.hasOwn(agents, id) ? agents[id] : undefined;
      },
    },
    processStart: processStartTime,
    maxLive: () => (options.isPaused() ? 0 : settings().execution.maxLiveAgents),
  });
  const board = createBoard({ ...options, branches, accept: flow.conversations.acceptWithin });
  flow.conversations.onClosed(board.tasks.conversationClosed);
  const effectivePrompt = createEffectivePrompt({ ...options, spawner: flow.spawner, now: clock.now });
  const written = createWrittenTexts(journal);
  const { ownBots = new Set<string>() } = options;
  return {
    ownBots,
    journal,
    queue,
    outbox,
    approvals,
    written,
    effectivePrompt,
    placeWait,
    ...flow,
    ...board,
  };
}

function toBranchParts(options: EngineOptions): BranchParts {
  const { isElsewhere = () => false, paths } = options;
  return { ...options, keptChanges: join(paths.home, "task-changes"), isElsewhere };
}
