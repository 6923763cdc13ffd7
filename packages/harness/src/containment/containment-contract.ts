/** What containment promises to the code that starts and ends programs. Types only. */

/** The program to start. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** Starts a process before it returns. */
export type Spawn<T> = (program: Pick<Program, "command" | "args">) => T;

/** A program with a container. */
export interface Contained {
  /**
   * Calls `spawn` once, so that what it starts is in the container from its first moment. `spawn` may get another command
   * line, which becomes the program: same pid, same environment, same exit code.
   *
   * @returns what `spawn` returns
   * @throws what `spawn` throws
   */
  readonly start: <T>(spawn: Spawn<T>) => T;
  /** Processor time of all that ever ran in the container, milliseconds. Undefined where nobody counts it. */
  readonly processorMs: () => number | undefined;
  /** Pids of what is in the container now. Never rejects. */
  readonly processes: () => Promise<readonly number[]>;
  /**
   * Ends every process in the container and removes it. Call it once, after the program has ended or failed to start.
   *
   * @param options - `graceMs`: milliseconds between SIGTERM and SIGKILL.
   * @returns number of processes that were still alive. Never rejects.
   */
  readonly end: (options: { graceMs: number }) => Promise<number>;
}

/** Puts programs into containers. */
export interface Containment {
  readonly kind: "cgroup" | "marks";
  /** Makes starts by this process faster, at the price that it belongs to the containers of the home. */
  readonly join: () => void;
  /** Makes a container. If that fails, the program starts without one, and the failure is logged. */
  readonly contain: (runId: string, program: Program) => Contained;
  /**
   * Ends every process in a container of this home, and removes the containers. Call it before the first run starts and
   * after the last one has ended.
   *
   * @returns number of processes found. Never rejects.
   */
  readonly sweep: (options: { graceMs: number }) => Promise<number>;
}

/** The part of a logger that containment needs. */
export interface ContainmentLog {
  readonly warn: (details: Readonly<Record<string, unknown>>, message: string) => void;
}
