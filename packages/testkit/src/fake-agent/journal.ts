/**
 * Reads the journal of the fake agents: who ran, with what, from when to when.
 * A run that was killed has no end. A line that is still being written is ignored until the next call.
 */
import { existsSync, readFileSync } from "node:fs";

/** One execution of a fake agent. Times are milliseconds since the epoch. */
export interface FakeRun {
  /** Unique per process. */
  readonly run: string;
  /** `claude`, `codex` or `tiny`. */
  readonly name: string;
  readonly pid: number;
  readonly ppid: number | undefined;
  readonly cwd: string | undefined;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** `TINYAGI_AGENT_ID` and `TINYAGI_RUN_ID` of its environment; empty if they were not set. */
  readonly agentId: string;
  readonly runId: string;
  readonly stdin: string | undefined;
  /** The user's text within stdin. */
  readonly prompt: string | undefined;
  /** The tiny agent does not read the clock. */
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly exitCode: number | undefined;
  readonly signals: readonly string[];
  /** Pids of children it left behind. */
  readonly children: readonly number[];
  /** True once it reached the point at which it hangs. */
  readonly hanging: boolean;
}

type Entry = Readonly<Record<string, unknown>> & { readonly run: string; readonly event: string };

/**
 * Reads all runs in the order of their start.
 *
 * @param path - The journal; a missing file means no runs.
 */
export function readFakeJournal(path: string): FakeRun[] {
  if (!existsSync(path)) return [];
  const runs = new Map<string, FakeRun>();
  const lines = readFileSync(path, "utf8").split("\n");
  for (const text of lines.slice(0, -1)) {
    const entry = JSON.parse(text) as Entry;
    runs.set(entry.run, { ...(runs.get(entry.run) ?? emptyRun(entry.run)), ...change(entry, runs) });
  }
  return [...runs.values()];
}

function emptyRun(run: string): FakeRun {
  return {
    run,
    name: "",
    pid: 0,
    ppid: undefined,
    cwd: undefined,
    argv: [],
    env: {},
    agentId: "",
    runId: "",
    stdin: undefined,
    prompt: undefined,
    startedAt: undefined,
    endedAt: undefined,
    exitCode: undefined,
    signals: [],
    children: [],
    hanging: false,
  };
}

function change(entry: Entry, runs: ReadonlyMap<string, FakeRun>): Partial<FakeRun> {
  const { run: _run, event, at, ...rest } = entry;
  const before = runs.get(entry.run) ?? emptyRun(entry.run);
  switch (event) {
    case "started": {
      const started = rest as Partial<FakeRun>;
      const env = started.env ?? {};
      const agentId = started.agentId ?? env.TINYAGI_AGENT_ID ?? "";
      const runId = started.runId ?? env.TINYAGI_RUN_ID ?? "";
      return { ...started, agentId, runId, startedAt: typeof at === "number" ? at : undefined };
    }
    case "prompted":
      return rest as Partial<FakeRun>;
    case "ended":
      return { endedAt: at as number, exitCode: rest.exitCode as number };
    case "signal":
      return { signals: [...before.signals, String(rest.signal)] };
    case "forked":
      return { children: [...before.children, Number(rest.childPid)] };
    case "hanging":
      return { hanging: true };
    default:
      return {};
  }
}
