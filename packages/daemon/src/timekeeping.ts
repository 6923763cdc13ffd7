/** Schedules and heartbeats of a daemon: the messages that TinyAGI sends by itself. None is sent during a drain. */
import { AppError } from "@tinyagi/contracts";
import {
  createDigests,
  createHeartbeats,
  createSchedules,
  type Digests,
  type Heartbeats,
  type PrepareMessage,
  type Schedules,
} from "@tinyagi/features";
import { HEARTBEAT_FILE } from "@tinyagi/home";
import { createClockWatch, onClockJump, ownerChat } from "@tinyagi/kernel";
import { currentZone } from "./current-zone.js";
import type { Served } from "./served.js";

export interface Timekeeping extends AsyncDisposable {
  schedules: Schedules;
  heartbeats: Heartbeats;
  digests: Digests;
  start(): void;
}

export function createTimekeeping(served: Served, isDraining: () => boolean): Timekeeping {
  const { store, clock, newId, settings, workspaceOf, engine, logFile } = served;
  const { journal, conversations } = engine;
  const { log } = logFile;
  const prepare: PrepareMessage = async (inbound) => {
    // Retryable: the due time stays recorded, and the next start catches up.
    if (isDraining()) throw new AppError("SHUTTING_DOWN", "The daemon is stopping.");
    return conversations.prepare(inbound);
  };
  const schedules = createSchedules({
    store,
    journal,
    clock,
    log,
    newId,
    prepare,
    knows: (id) => {
      const { agents, teams } = conversations.directory();
      return agents.has(id) || teams.has(id);
    },
    ownerChat: () => ownerChat(store, { ...settings.current(), ownBots: engine.ownBots }),
  });
  const heartbeats = createHeartbeats({
    store,
    clock,
    log,
    prepare,
    settings: () => settings.current(),
    readPrompt: async (agentId) => (await workspaceOf(agentId).readText({ path: HEARTBEAT_FILE })).text,
  });
  const digests = createDigests({
    store,
    clock,
    log,
    outbox: engine.outbox,
    circuits: engine.circuits,
    ownBots: engine.ownBots,
    settings: () => settings.current(),
    redact: journal.redacted,
    week: (date) => schedules.week({ date, timeZone: null }),
  });
  const clockWatch = createClockWatch({ store, journal, clock, log, zone: currentZone() });
  let unsubscribe = () => {};
  return {
    schedules,
    heartbeats,
    digests,
    start() {
      schedules.start();
      heartbeats.start();
      digests.start();
      clockWatch.start();
      const ends = [
        settings.onChange(() => heartbeats.refresh()),
        onClockJump(journal, () => heartbeats.refresh()),
      ];
      unsubscribe = () => {
        for (const end of ends) end();
      };
    },
    async [Symbol.asyncDispose]() {
      unsubscribe();
      await Promise.all([
        clockWatch[Symbol.asyncDispose](),
        schedules[Symbol.asyncDispose](),
        heartbeats[Symbol.asyncDispose](),
        digests[Symbol.asyncDispose](),
      ]);
    },
  };
}
