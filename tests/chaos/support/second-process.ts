/** Lets another process use the database of a home. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const TOOL = fileURLToPath(new URL("./sqlite-tool.mjs", import.meta.url));

/** Runs SQL in a process of its own. */
export async function runSql(dbPath: string, sql: string): Promise<void> {
  await promisify(execFile)(process.execPath, [TOOL, "exec", dbPath, sql]);
}

/**
 * Takes the write lock.
 *
 * @returns once it is held; `released` resolves when it was given back after `ms` milliseconds
 */
export async function holdWriteLock(dbPath: string, ms: number): Promise<{ released: Promise<void> }> {
  const child = spawn(process.execPath, [TOOL, "hold", dbPath, String(ms)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  await Promise.race([
    once(child.stdout, "data"),
    exited.then(([code]) => {
      throw new Error(`the write lock could not be taken (${code})`);
    }),
  ]);
  return { released: exited.then(() => undefined) };
}
