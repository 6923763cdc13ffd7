/** What a worker must know after a restart: its boot, the ends that the daemon has not confirmed, and its live runs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode, replaceFileSync } from "@tinyagi/base";
import type { HomePaths } from "@tinyagi/home";
import type { StoredLink } from "@tinyagi/worker";

export interface WorkerState {
  /** As the last process left it. */
  readonly stored: StoredLink;
  /** Runs whose processes the last one may have left. */
  readonly leftRuns: readonly string[];
  /** Return when it is on disk. */
  saveLink(link: StoredLink): void;
  saveRuns(runs: readonly string[]): void;
}

interface Saved {
  boot: number;
  done: [string, StoredLink["done"] extends ReadonlyMap<string, infer Outcome> ? Outcome : never][];
  runs: string[];
}

/** @param nowSeconds of the wall clock. A boot is never below it, so that a lost file does not make a hello look old */
export function openWorkerState(paths: Pick<HomePaths, "auth">, nowSeconds: number): WorkerState {
  const path = join(paths.auth, "worker.json");
  const saved = read(path) ?? { boot: 0, done: [], runs: [] };
  const leftRuns = saved.runs;
  const save = () => replaceFileSync(path, JSON.stringify(saved));
  return {
    stored: { boot: Math.max(saved.boot, nowSeconds), done: new Map(saved.done) },
    leftRuns,
    saveLink({ boot, done }) {
      saved.boot = boot;
      saved.done = [...done];
      save();
    },
    saveRuns(runs) {
      saved.runs = [...runs];
      save();
    },
  };
}

function read(path: string): Saved | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
