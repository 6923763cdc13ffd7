/** Lets another process use the database of a home. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const TOOL = fileURLToPath(new URL("./sqlite-tool.mjs", import.meta.url));

/** Runs SQL in a separate process. */
export async function runSql(dbPath: string, sql: string): Promise<void> {
  await promisify(execFile)(process.execPath, [TOOL, "exec", dbPath, sql]);
}

export interface WriteLock extends AsyncDisposable {
  /** Gives the lock back. Resolves with the time just before, on the clock of {@link machineTimeMs}. */
  readonly release: () => Promise<number>;
}

/** Takes the write lock; resolves once it is held. */
export async function holdWriteLock(dbPath: string): Promise<WriteLock> {
  const child = spawn(process.execPath, [TOOL, "hold", dbPath], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.value !== "locked") throw new Error("the write lock could not be taken");
  const release = async () => {
    child.stdin.end();
    const { value } = await lines.next();
    await exited;
    return Number(value);
  };
  return {
    release,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await exited;
    },
  };
}

/** Milliseconds of a clock that all processes of the machine share and that never goes back. */
export function machineTimeMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
