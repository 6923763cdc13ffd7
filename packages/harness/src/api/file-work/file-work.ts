/**
 * The daemon's side of the thread in which the file tools of a run work. What a model asks for never takes time of the
 * daemon's own thread.
 *
 * Guarantees: a call ends within {@link CALL_MS}; the thread of a call that does not is ended, and the next call gets a
 * new one. A thread starts with the first call and ends with the run.
 */
import { Worker } from "node:worker_threads";
import type { ToolFields } from "@tinyagi/agents";
import { AppError } from "@tinyagi/contracts";
import type { FilePicture } from "../tool/file-tool.js";
import type { FileAnswer, FileCall, FileWorkFolder } from "./calls.js";
import { type FileWorkEntry, fileWorkEntry } from "./entry.js";

/** A call takes milliseconds; a search through 5,000 files takes a second. */
const CALL_MS = 20_000;
/** Files of 2 MB and their copies need a tenth of it. */
const MEMORY_MAX_MB = 256;

export interface FileWork extends AsyncDisposable {
  /** @returns what the model gets @throws AppError with words for the model */
  run(tool: string, input: ToolFields, signal: AbortSignal): Promise<string | FilePicture>;
  /** @throws AppError what `run` would throw */
  check(tool: string, input: ToolFields): Promise<void>;
}

export interface FileWorkOptions {
  /** Called with each call of a tool. */
  readonly folder: () => Promise<FileWorkFolder>;
  readonly entry?: FileWorkEntry | undefined;
  /** Milliseconds that a call may take. Default {@link CALL_MS}. */
  readonly callMs?: number | undefined;
}

interface Waiting {
  resolve(result: string | FilePicture): void;
  reject(reason: unknown): void;
}

/** A thread and the calls that wait for it. */
interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  /** Ends it. Calls that wait fail with the reason. */
  end(reason: unknown): void;
}

export function createFileWork(options: FileWorkOptions): FileWork {
  const { entry = fileWorkEntry(), callMs = CALL_MS } = options;
  let thread: Thread | undefined;
  let lastId = 0;

  async function opened(): Promise<Thread> {
    const folder = await options.folder();
    thread ??= openThread({ folder, entry }, (ended) => {
      if (thread === ended) thread = undefined;
    });
    return thread;
  }

  async function call(asked: Omit<FileCall, "id">, signal?: AbortSignal): Promise<string | FilePicture> {
    signal?.throwIfAborted();
    const { worker, waiting, end } = await opened();
    signal?.throwIfAborted();
    lastId += 1;
    const id = lastId;
    const timer = setTimeout(() => end(tooSlow(callMs)), callMs);
    const onAbort = () => end(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      return await new Promise<string | FilePicture>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ ...asked, id } satisfies FileCall);
      });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  return {
    run: (tool, input, signal) => call({ tool, act: "run", input }, signal),
    check: async (tool, input) => {
      await call({ tool, act: "check", input });
    },
    [Symbol.asyncDispose]: async () => {
      await thread?.worker.terminate();
    },
  };
}

function openThread(
  { folder, entry }: { folder: FileWorkFolder; entry: FileWorkEntry },
  onEnd: (thread: Thread) => void,
): Thread {
  const worker = new Worker(entry.url, {
    workerData: folder,
    execArgv: [...entry.flags],
    // The daemon's environment may hold keys.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MAX_MB },
  });
  const waiting = new Map<number, Waiting>();
  const thread: Thread = { worker, waiting, end };
  function end(reason: unknown): void {
    onEnd(thread);
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
    // It fails never: a thread that has ended is a thread that ended.
    void worker.terminate();
  }
  worker.on("message", (answer: FileAnswer) => {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (call !== undefined) settle(call, answer);
  });
  worker.on("error", (error) => end(outOfMemory(error) ?? error));
  worker.on("exit", () => end(new Error("the thread for file tools ended")));
  return thread;
}

function settle({ resolve, reject }: Waiting, answer: FileAnswer): void {
  if ("result" in answer) resolve(answer.result);
  else if ("refused" in answer) reject(new AppError(answer.refused.code, answer.refused.message));
  else reject(new Error(answer.broken));
}

function tooSlow(ms: number): AppError {
  return new AppError(
    "TIMED_OUT",
    `The call was stopped after ${Math.round(ms / 1_000)} s. Use a shorter pattern, or one that names a folder.`,
  );
}

function outOfMemory(error: unknown): AppError | undefined {
  const isIt = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  return isIt
    ? new AppError(
        "PAYLOAD_TOO_LARGE",
        `The call needed more than ${MEMORY_MAX_MB} MB of memory. Work on less at once.`,
      )
    : undefined;
}
