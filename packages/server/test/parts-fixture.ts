/** The daemon's parts over a real SQLite file, with functions as agents. For tests only. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIds, createVirtualClock, NO_FAILPOINTS, SILENT_LOG } from "@tinyagi/base";
import { HarnessError, type Settings, settingsSchema } from "@tinyagi/contracts";
import {
  type BranchParts,
  createHeartbeats,
  createPlugins,
  createProjects,
  createReplyGate,
  createSchedules,
  createSearch,
  createSkills,
  createTaskBranches,
  createTaskPlaces,
  createTaskRemotes,
  createTasks,
} from "@tinyagi/features";
import { createWorkspaces } from "@tinyagi/home";
import {
  createApprovals,
  createCodes,
  createJournal,
  createLanes,
  createOutbox,
  createPayloads,
  createQueue,
  createRedactor,
  createRunWrites,
  createWrittenTexts,
  openStore,
} from "@tinyagi/kernel";
import { createMessageFlow, type MessageFlow, readableOutput } from "@tinyagi/teams";
import { localWorkspaces, oneWorkspace } from "../../features/src/workspace/fixture.js";
import { placeEmptyDatabase } from "../../kernel/src/store/fixture.js";

export type Script = (prompt: string, signal: AbortSignal) => string | Promise<string>;

/** An agent that works until it is aborted. */
export const hang: Script = (_prompt, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
export const refuse: Script = () => {
  throw new HarnessError("not_found", "there is no such model");
};

/** Replaces a plugin: its hook appends `mark` to each reply. While `mark` is empty there is no hook. */
export interface ReplyHooks {
  mark: string;
}

export function createBase(settings: Record<string, unknown>) {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-handlers-"));
  const clock = createVirtualClock();
  const hooks: ReplyHooks = { mark: "" };
  const gate = createReplyGate({
    isActive: () => hooks.mark !== "",
    transform: async ({ message, metadata }) => ({ message: message + hooks.mark, metadata }),
  });
  const path = join(folder, "tinyagi.db");
  placeEmptyDatabase(path);
  const store = openStore({ path, clock });
  store.passWrites(gate.writes);
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const newId = createIds();
  const queue = createQueue({
    store,
    journal,
    clock,
    bootId: newId("boot"),
    random: () => 0.5,
    policy: () => ({ maxAttempts: 5, baseMs: 1_000, maxMs: 60_000, patienceMs: 12 * 3_600_000 }),
  });
  const outbox = gate.outbox(
    createOutbox({ store, journal, clock, newId, filesOut: folder, failpoints: NO_FAILPOINTS }),
  );
  const current = { settings: settingsSchema.parse(settings) as Settings };
  return { folder, clock, store, journal, newId, queue, outbox, current, hooks };
}

export function createEngine(base: ReturnType<typeof createBase>, scripts: Record<string, Script>) {
  const shared = { ...base, log: SILENT_LOG, failpoints: NO_FAILPOINTS };
  const lanes = createLanes();
  const approvals = createApprovals({
    ...shared,
    newCode: createCodes(),
    defaultExpiryMs: () => 3_600_000,
    wake: lanes.wake,
  });
  const branches: BranchParts = {
    ...base,
    settings: () => base.current.settings,
    git: { scratch: base.folder, path: process.env.PATH ?? "" },
    userHome: base.folder,
    keptChanges: join(base.folder, "task-changes"),
    isElsewhere: () => false,
    folderOfAgent: async () => base.folder,
  };
  const { conversations, dispatcher, spawner, waits, steering, budgets, circuits }: MessageFlow =
    createMessageFlow({
      ...shared,
      taskPlaces: createTaskPlaces(branches),
      lanes,
      approvals,
      settings: () => base.current.settings,
      resolveFile: async () => ({ ok: false, why: { code: "file", refusal: "not_there" } }),
      agents: { get: (id) => base.current.settings.agents[id] },
      invoker: {
        resolve: () => ({ harness: "demo", provider: "demo" }),
        async invoke({ agentId, prompt }, { signal }) {
          return { text: (await scripts[agentId]?.(prompt, signal)) ?? "ok", deniedTools: [] };
        },
      },
      workspaceOf: oneWorkspace(base.folder),
      prepareAgent: async () => ({ workspace: base.folder, system: { text: "" } }),
      processStart: async () => undefined,
      payloads: createPayloads(createRedactor(), () => ({ payloads: "redacted", maxPayloadChars: 16_000 })),
      sweep: () => {},
      maxLive: () => 10,
    });
  const search = createSearch({ ...shared, readable: readableOutput });
  const tasks = createTasks({
    ...shared,
    settings: () => base.current.settings,
    accept: conversations.acceptWithin,
    index: search.tasks,
  });
  conversations.onClosed(tasks.conversationClosed);
  const taskBranches = createTaskBranches({ ...branches, tasks });
  return {
    conversations,
    dispatcher,
    spawner,
    waits,
    steering,
    search,
    tasks,
    taskBranches,
    taskRemotes: createTaskRemotes({
      ...shared,
      ...branches,
      tasks,
      branches: taskBranches,
      tokenOf: async ({ token }) => token,
    }),
    approvals,
    written: createWrittenTexts(base.journal),
    runWrites: createRunWrites(base),
    budgets,
    circuits,
    projects: createProjects(base),
  };
}

/** Workspaces in the test's own folder, regardless of the settings. */
export function agentFiles({ folder, current, store, journal, clock }: ReturnType<typeof createBase>) {
  const workspaces = createWorkspaces({
    settings: () => ({ ...current.settings, workspace: { path: join(folder, "ws") } }),
    home: join(folder, "home"),
    // Nothing is created there. Workspaces must not be inside the daemon's home.
    userHome: `${folder}-user`,
  });
  const workspaceOf = localWorkspaces(folder, { workspaces });
  const plugins = createPlugins({
    store,
    journal,
    clock,
    log: SILENT_LOG,
    home: folder,
    folder: join(folder, "plugins"),
    copies: join(folder, "run-plugins"),
    crashes: join(folder, "plugins-crashed.json"),
    timeoutMs: () => 2_000,
    legacy: () => [],
  });
  const skills = createSkills({
    store,
    journal,
    clock,
    log: SILENT_LOG,
    workspaceOf,
    hostEnv: process.env,
    scratch: folder,
  });
  return { workspaceOf, plugins, skills };
}

/** Not started: nothing becomes due by itself in these tests. */
export function timekeeping(base: ReturnType<typeof createBase>, engine: ReturnType<typeof createEngine>) {
  const { store, journal, clock, newId, current } = base;
  const prepare = engine.conversations.prepare;
  const schedules = createSchedules({
    ownerChat: () => undefined,
    store,
    journal,
    clock,
    log: SILENT_LOG,
    newId,
    prepare,
    knows: (id) => Object.hasOwn({ ...current.settings.agents, ...current.settings.teams }, id),
  });
  const heartbeats = createHeartbeats({
    store,
    clock,
    log: SILENT_LOG,
    prepare,
    settings: () => current.settings,
    readPrompt: async () => null,
  });
  return { schedules, heartbeats };
}
