/**
 * Builds the working parts of a daemon over an open home: store, queue, conversations, runner, dispatcher. The
 * one place where they meet; each of them knows the others as ports only.
 */
import type { Settings } from "@tinyagi/contracts";
import {
  type Clock,
  createDispatcher,
  createOutbox,
  createQueue,
  createRunner,
  type Dispatcher,
  type Failpoints,
  type HomePaths,
  type InvokerPort,
  type Journal,
  type Log,
  type NewId,
  type Outbox,
  processStartTime,
  providerEntries,
  type Queue,
  type Runner,
  type Store,
  type SystemPrompt,
} from "@tinyagi/core";
import type { Reaper } from "@tinyagi/harness";
import { type Conversations, createConversations, type ResolveFile } from "@tinyagi/teams";
import { type Board, createBoard } from "./board.js";

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
  invoker: InvokerPort;
  reaper: Reaper;
  ensureWorkspace: (agentId: string) => Promise<string>;
  systemPrompt: (agentId: string) => Promise<SystemPrompt>;
  resolveFile: ResolveFile;
  random: () => number;
  /** Put around what texts pass through: the plugins of the home. */
  around: {
    outbox: (inner: Outbox) => Outbox;
    conversations: (inner: Conversations) => Conversations;
  };
}

export interface Engine extends Board {
  journal: Journal;
  queue: Queue;
  outbox: Outbox;
  conversations: Conversations;
  dispatcher: Dispatcher;
}

export function createEngine(options: EngineOptions): Engine {
  const { store, journal, clock, newId, log, failpoints, settings } = options;
  const queue = createQueue({
    store,
    journal,
    clock,
    bootId: options.bootId,
    random: options.random,
    policy: () => {
      const { maxAttempts, retryBaseMs, retryMaxMs } = settings().execution;
      return { maxAttempts, baseMs: retryBaseMs, maxMs: retryMaxMs };
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
  const board = createBoard({
    store,
    journal,
    clock,
    newId,
    log,
    settings,
    accept: (inbound) => conversations.acceptWithin(inbound),
  });
  const conversations: Conversations = options.around.conversations(
    createConversations({
      store,
      journal,
      queue,
      outbox,
      clock,
      newId,
      log,
      failpoints,
      settings,
      resolveFile: options.resolveFile,
      wake: (lane) => dispatcher.wake(lane),
      abort: (messageRowId, reason) => dispatcher.abort(messageRowId, reason),
      onClosed: (conversation) => board.tasks.conversationClosed(conversation),
    }),
  );
  const runner = createEngineRunner(options, { queue, conversations });
  const dispatcher: Dispatcher = createDispatcher({
    store,
    queue,
    clock,
    newId,
    log,
    maxLive: () => settings().execution.maxLiveAgents,
    onClaim: (claim) => runner.onClaim(claim),
    run: (slot) => runner.run(slot),
  });
  return { journal, queue, outbox, conversations, dispatcher, ...board };
}

function createEngineRunner(options: EngineOptions, parts: Pick<Engine, "queue" | "conversations">): Runner {
  const { store, journal, clock, log, failpoints, settings } = options;
  return createRunner({
    store,
    journal,
    clock,
    log,
    failpoints,
    queue: parts.queue,
    agents: {
      get(id) {
        const { agents } = settings();
        return Object.hasOwn(agents, id) ? agents[id] : undefined;
      },
    },
    invoker: options.invoker,
    outcomes: parts.conversations.outcomes,
    ensureWorkspace: options.ensureWorkspace,
    systemPrompt: options.systemPrompt,
    processStart: processStartTime,
    sweep: (runId) => options.reaper.sweep(runId),
  });
}
