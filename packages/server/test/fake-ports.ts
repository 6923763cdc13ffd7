/** In-memory replacements for the ports of a daemon. For tests only. */
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@tinyagi/contracts";
import { homePaths } from "@tinyagi/home";
import type { ChannelsPort, DaemonPort, MovesPort, Services, WorkersPort } from "../src/index.js";
import { PORT } from "./api-calls.js";

export const VERSION = "1.2.3";

const CHANNELS = ["discord", "telegram"];

/** Channels that start when asked; `locked` never starts. */
export function fakeChannels(): ChannelsPort {
  const running = new Set<string>();
  return {
    status: () => Object.fromEntries(CHANNELS.map((id) => [id, { running: running.has(id) }])),
    list: () => [],
    check: async () => "bot",
    reset: async () => {},
    enabled: () => ["discord", "locked"],
    start: async (id) => id !== "locked" && !running.has(id) && running.add(id).has(id),
    stop: async (id) => running.delete(id),
  };
}

/** A daemon that accepts work and cannot restart. */
export function fakeDaemon(home: string): DaemonPort {
  return {
    bootId: "boot_1",
    version: VERSION,
    home,
    // Nothing is created there. Workspaces must not be inside the daemon's home.
    userHome: `${home}-user`,
    port: () => PORT,
    containment: { kind: "marks", meaning: "By mark.", advice: null },
    uptime: () => 5,
    agentHost: () => ({
      state: "running",
      pid: 4_711,
      version: VERSION,
      live: 1,
      restarts: 0,
      problem: null,
    }),
    tailLog: async () => ["line"],
    restart: () => {},
    assertAccepting: () => {},
  };
}

/** Folders for files from and to people. */
export function fileFolders(folder: string): { filesIn: string; filesOut: string } {
  const { filesIn, filesOut } = homePaths(folder);
  for (const path of [filesIn, filesOut]) mkdirSync(path, { recursive: true });
  return { filesIn, filesOut };
}

/** Allows one file, and any text, which it copies to `<folder>/out`. */
export function fakeFiles(folder: string): Services["resolveFile"] {
  return async (_agentId, requested) => {
    if (requested === "report.md") return { ok: true, path: "/safe/report.md" };
    if (!requested.endsWith(".txt")) return { ok: false, why: { code: "file", refusal: "not_there" } };
    await mkdir(join(folder, "out"), { recursive: true });
    const path = join(folder, "out", `${randomUUID()}-${requested}`);
    await writeFile(path, requested);
    return { ok: true, path };
  };
}

/** Every model answers. */
export const fakeProviderTester: Services["providerTester"] = {
  test: async ({ provider, model }) => ({
    ok: true,
    provider,
    harness: "demo",
    model: model === "" ? null : model,
    steps: [],
    ms: 1,
  }),
};

/** A home without workers. */
export const fakeMoves: MovesPort = {
  list: () => [],
  start: () => Promise.reject(new AppError("CONFLICT", "No engine is set.")),
  cancel: () => Promise.reject(new AppError("NOT_FOUND", "This agent was not moved.")),
  undo: () => Promise.reject(new AppError("NOT_FOUND", "This agent was not moved.")),
};

export const fakeWorkers: WorkersPort = {
  list: async () => ({
    engine: {
      state: "off",
      url: null,
      version: null,
      eviction: null,
      delayMs: null,
      problem: null,
      isChanged: false,
    },
    workers: [],
  }),
  invite: () => Promise.reject(new AppError("CONFLICT", "No engine is set.")),
  drain: () => Promise.reject(new AppError("NOT_FOUND", "No worker has this name.")),
  remove: () => Promise.reject(new AppError("NOT_FOUND", "No worker has this name.")),
};
