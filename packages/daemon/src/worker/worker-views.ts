/** What the API shows of the workers and their engine. */
import { isDeepStrictEqual } from "node:util";
import type { EngineSettings, EngineView, Settings, WorkerView } from "@tinyagi/contracts";
import { VERSION } from "../version.js";
import type { WorkerEngine } from "./worker-engine.js";

const LOOK_MS = 3_000;
const PROBLEM_MAX_CHARS = 500;

const NOTHING = { version: null, eviction: null, delayMs: null, problem: null, isChanged: false };

export async function engineView(
  settings: EngineSettings | undefined,
  { engine, problem }: { engine?: WorkerEngine; problem?: string },
): Promise<EngineView> {
  if (engine === undefined) {
    if (settings === undefined) return { state: "off", url: null, ...NOTHING };
    return { state: "refused", url: settings.url ?? null, ...NOTHING, problem: problem ?? null };
  }
  // Runs that are on workers would lose their way back, so that another engine is used from the next start on.
  const isChanged = !isDeepStrictEqual(settings, engine.settings);
  const used = engine.url;
  try {
    const facts = await within(LOOK_MS, engine.admin.look());
    return { state: "ready", url: used, ...facts, problem: null, isChanged };
  } catch (error) {
    return {
      state: isAnswer(error) ? "refused" : "unreachable",
      url: used,
      ...NOTHING,
      problem: engineProblem(error),
      isChanged,
    };
  }
}

export function workerView(name: string, settings: Settings, engine: WorkerEngine | undefined): WorkerView {
  const { slots = 1, drain = false } = settings.execution.workers[name] ?? {};
  const hub = engine?.places.hubOf(name);
  const { session = null, runs } = hub?.state() ?? {};
  const credential = engine?.files.credential(name);
  const release = session?.release ?? credential?.release ?? null;
  return {
    name,
    slots,
    offered: session?.slots ?? null,
    online: hub !== undefined && !hub.isSilent(),
    draining: drain,
    runs: runs?.size ?? 0,
    agents: Object.entries(settings.agents).flatMap(([id, { place }]) => (place === name ? [id] : [])),
    joinedAt: credential?.joinedAt ?? null,
    release,
    otherRelease: release !== null && release !== "" && release !== VERSION,
    invitedUntil: engine?.invitations.until(name) ?? null,
    machine: engine?.machine(name) ?? null,
  };
}

/** As the server, or the way to it, said it. No password is in it. */
export function engineProblem(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, PROBLEM_MAX_CHARS);
}

/** Whether the server itself refused. */
function isAnswer(error: unknown): boolean {
  return error instanceof Error && error.constructor.name.endsWith("ErrorReply");
}

async function within<T>(ms: number, asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms / 1_000} s`)), ms);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
