/** The workers of this home, and the engine between, as the daemon sees them. Without an engine nothing is asked. */
import type { RouteOutput, Settings } from "@tinyagi/contracts";
import { UPDATE_WORKER, type WorkerState, workerState } from "@tinyagi/views";
import type { CliContext } from "../context/context.js";
import { readLivingDaemon } from "../context/daemon-file.js";
import type { Finding } from "./finding.js";
import { machineFindings } from "./machine-findings.js";

type Workers = RouteOutput<"listWorkers">;

const ANSWER_MS = 6_000;
/** Streams with users that may read or write single keys. */
const VERSION_MIN = 7;
/** Slower, and each tool call of an agent waits noticeably. */
const SLOW_MS = 250;
const KEEPS_ALL = "noeviction";
export const ENGINE_CHANGED =
  "execution.engine was changed: the daemon uses it after a restart. Until then it uses the one before: tinyagi restart";

export async function checkWorkers(context: CliContext, settings: Settings | undefined): Promise<Finding[]> {
  if (settings?.execution.engine === undefined) return [];
  if ((await readLivingDaemon(context.paths.daemonFile)) === undefined) return [];
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(ANSWER_MS)]);
  try {
    const client = await context.connect();
    const { engine, workers } = await client.call("listWorkers", { signal });
    return [...engineFindings(engine), ...workers.flatMap((one) => workerFindings(one, context.now()))];
  } catch {
    return []; // The daemon does not answer: another finding says so.
  }
}

/** Whether it is there, and what its machine has for the agents that work on it. */
export function workerFindings(worker: Workers["workers"][number], now: number): Finding[] {
  const { name, machine } = worker;
  const names = { prefix: `workers.${name}`, there: `on ${name}: ` };
  return [
    workerFinding(worker, now),
    ...releaseFindings(worker),
    ...(machine === null ? [] : machineFindings(machine, names)),
  ];
}

export function engineFindings(engine: Workers["engine"]): Finding[] {
  const id = "workers.engine";
  const { state, url, version, eviction, delayMs, problem } = engine;
  if (state === "off") return [];
  if (state !== "ready")
    return [
      {
        id,
        level: "error",
        message: `the engine ${url ?? "of this home"} ${state === "refused" ? "cannot be used" : "cannot be reached"}: ${problem}`,
        hint:
          // The problem of one that TinyAGI runs itself says what is missing, with the command that installs it.
          url === null
            ? "Then restart the daemon: tinyagi restart"
            : "Start it, or correct its address: tinyagi config set execution.engine.url <url>. Its user needs the right to administer users (ACL)",
      },
      ...changedFinding(engine),
    ];
  return [
    {
      id,
      level: "ok",
      message: `the engine ${url} answers in ${Math.round(delayMs ?? 0)} ms (version ${version})`,
    },
    ...changedFinding(engine),
    ...versionFinding(version ?? ""),
    ...((delayMs ?? 0) > SLOW_MS
      ? [
          {
            id: "workers.engine-delay",
            level: "warning" as const,
            message: `the engine takes ${Math.round(delayMs ?? 0)} ms for an answer`,
            hint: "Use an engine that is nearer to this machine.",
          },
        ]
      : []),
    ...(eviction === KEEPS_ALL
      ? []
      : [
          {
            id: "workers.engine-eviction",
            level: "warning" as const,
            message: `the engine forgets entries when its memory is full (maxmemory-policy ${eviction}); then sessions of workers end`,
            hint: `Set it in the engine: CONFIG SET maxmemory-policy ${KEEPS_ALL}`,
          },
        ]),
  ];
}

function changedFinding({ isChanged, url }: Workers["engine"]): Finding[] {
  if (!isChanged) return [];
  return [
    {
      id: "workers.engine-changed",
      level: "warning",
      message: `\`execution.engine\` was changed, and the daemon uses ${url} until it starts again`,
      hint: "Restart it: tinyagi restart",
    },
  ];
}

function versionFinding(version: string): Finding[] {
  const major = Number.parseInt(version, 10);
  if (!(major < VERSION_MIN)) return [];
  return [
    {
      id: "workers.engine-version",
      level: "error",
      message: `the engine is of version ${version}; TinyAGI needs ${VERSION_MIN}.0`,
      hint: "Install a newer Redis, or Valkey.",
    },
  ];
}

const HINTS: Readonly<Record<Exclude<WorkerState, "online" | "full">, (name: string) => string>> = {
  away: () => "On that machine: tinyagi worker doctor; tinyagi worker start",
  draining: (name) => `Let it have runs again: tinyagi worker drain ${name} --off`,
  invited: (name) => `Run the command there that \`tinyagi worker invite ${name}\` printed`,
  absent: (name) =>
    `Invite it again: tinyagi worker invite ${name}; or remove it: tinyagi worker remove ${name}`,
};

function workerFinding(worker: Workers["workers"][number], now: number): Finding {
  const { name, agents, runs } = worker;
  const id = `workers.${name}`;
  const state = workerState(worker, now);
  const who = agents.length === 0 ? "no agent works there" : `agents: ${agents.join(", ")}`;
  if (state === "online" || state === "full")
    return { id, level: "ok", message: `the worker ${name} is online with ${runs} runs; ${who}` };
  const message = `the worker ${name} ${WORDS[state]}; ${who}`;
  const hint = HINTS[state](name);
  return agents.length > 0 && state !== "draining"
    ? { id, level: "warning", message, hint }
    : { id, level: "info", message, hint };
}

/** Both sides speak one protocol; what is new in one release does nothing in the other. */
function releaseFindings({ name, release, otherRelease }: Workers["workers"][number]): Finding[] {
  if (!otherRelease) return [];
  const message = `the worker ${name} has another release of TinyAGI: ${release}`;
  return [{ id: `workers.${name}.release`, level: "warning", message, hint: UPDATE_WORKER }];
}

const WORDS = {
  away: "is away",
  draining: "gets no new runs",
  invited: "is invited, and has not joined",
  absent: "has no machine",
} as const;
