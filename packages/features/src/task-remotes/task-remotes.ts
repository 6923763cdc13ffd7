/**
 * The work of tasks at the remotes of their repositories. People publish and merge, TinyAGI looks at checks, reviews and
 * comments by itself. No run may call this. While nothing was published and no label is subscribed to, it does nothing.
 */
import type { Clock, Log, Timer } from "@tinyagi/base";
import { AppError, type TaskPull } from "@tinyagi/contracts";
import { mustGetTask, type TaskCaller } from "../tasks/context.js";
import { createGithubApi, GithubError } from "./github-api.js";
import { hasSubscription, type Imported, importIssue, importLabelled } from "./import-issue.js";
import { look } from "./look.js";
import { mergePull } from "./merge-pull.js";
import { publish } from "./publish.js";
import { type RemoteParts, remoteOf, viewPull } from "./remote-parts.js";

/** Between two looks for what is due. */
const ROUND_MS = 60_000;
const SUBSCRIPTION_MS = 5 * 60_000;
const SUBSCRIBER: TaskCaller = { name: "github" };

export interface TaskRemotes extends AsyncDisposable {
  /** Begins to look by itself. */
  start(): void;
  /** What is known of the work of a task at its remote. */
  view(taskId: string): TaskPull | null;
  /** @throws AppError `NOT_FOUND`, `CONFLICT` with what the remote refuses */
  publish(ref: string, tree: string, caller: TaskCaller): Promise<TaskPull>;
  /** @throws AppError `NOT_FOUND` also when nothing was published */
  refresh(ref: string, signal?: AbortSignal): Promise<TaskPull>;
  /** @throws AppError `NOT_FOUND`, `CONFLICT` */
  merge(ref: string, commit: string, caller: TaskCaller): Promise<{ commit: string; target: string }>;
  /** @param issue `owner/repo#12` @throws AppError `INVALID_INPUT`, `CONFLICT` */
  importIssue(issue: string, caller: TaskCaller, signal?: AbortSignal): Promise<Imported>;
  /** Looks at what is due. Never rejects. */
  round(): Promise<void>;
}

export interface TaskRemoteOptions extends Omit<RemoteParts, "github"> {
  readonly log: Log;
}

export function createTaskRemotes(options: TaskRemoteOptions): TaskRemotes {
  const { store, clock, log } = options;
  const parts: RemoteParts = { ...options, github: createGithubApi({ clock }) };
  const once = createTurns();
  const end = new AbortController();
  const round = createRounds(parts, { log, once, signal: end.signal });
  const view = (taskId: string): TaskPull | null => {
    const row = store.taskPulls.get(taskId);
    const repository = store.taskBranches.get(taskId)?.repository ?? "";
    return row === undefined ? null : viewPull(row, remoteOf(parts, repository));
  };
  const idOf = (ref: string) => mustGetTask(parts, ref).id;
  const mustView = (taskId: string): TaskPull => {
    const pull = view(taskId);
    if (pull !== null) return pull;
    throw new AppError(
      "NOT_FOUND",
      "Nothing of this task was published. Publish it: tinyagi task publish <task>",
    );
  };

  return {
    ...createTimer(clock, { round, end }),
    view,
    round,
    async publish(ref, tree, caller) {
      const id = idOf(ref);
      await once(id, () => publish(parts, { ref: id, tree, caller }));
      return mustView(id);
    },
    async refresh(ref, signal) {
      const id = idOf(ref);
      mustView(id);
      await once(id, () => look(parts, id, signal));
      return mustView(id);
    },
    merge(ref, commit, caller) {
      const id = idOf(ref);
      return once(id, () => mergePull(parts, { ref: id, commit, caller }));
    },
    importIssue: (issue, caller, signal) =>
      once("import", () =>
        importIssue(parts, { issue, caller, ...(signal === undefined ? {} : { signal }) }),
      ),
  };
}

function createTimer(
  clock: Clock,
  { round, end }: { round: () => Promise<void>; end: AbortController },
): Pick<TaskRemotes, "start" | typeof Symbol.asyncDispose> {
  let timer: Timer | undefined;
  let working: Promise<void> = Promise.resolve();
  function start(): void {
    if (end.signal.aborted) return;
    timer = clock.setTimer(ROUND_MS, () => {
      working = round().then(start);
    });
  }
  return {
    start,
    async [Symbol.asyncDispose]() {
      end.abort();
      timer?.cancel();
      await working;
    },
  };
}

type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** One after another for each key: a look must not overtake a push. */
function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (last.get(key) === turn) last.delete(key);
    }
  };
}

function createRounds(
  parts: RemoteParts,
  { log, once, signal }: { log: Log; once: Turns; signal: AbortSignal },
): () => Promise<void> {
  let subscribedAt = Number.NEGATIVE_INFINITY;
  const attempt = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      const problem = error instanceof GithubError ? { problem: error.problem } : { err: error };
      log.warn(problem, what);
    }
  };
  return async () => {
    const now = parts.clock.now();
    for (const { task_id: id } of parts.store.taskPulls.due(now)) {
      if (signal.aborted) return;
      await attempt("the pull request of a task could not be looked at", () =>
        once(id, () => look(parts, id, signal)),
      );
    }
    if (signal.aborted || now - subscribedAt < SUBSCRIPTION_MS || !hasSubscription(parts)) return;
    subscribedAt = now;
    await attempt("issues could not be imported", () =>
      once("import", () => importLabelled(parts, SUBSCRIBER, signal)),
    );
  };
}
