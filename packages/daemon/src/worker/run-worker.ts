/**
 * The process of a worker. SIGTERM and SIGINT end it with its agents. What it joined is in its home. It exits with 73 when
 * another worker has its name or its home.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AppError, isAppError } from "@tinyagi/contracts";
import { cleanText } from "@tinyagi/contracts/clean-text";
import { homePaths } from "@tinyagi/home";
import { type Joined, joinedSchema } from "@tinyagi/worker";
import { readEnvironment } from "../environment.js";
import { EXIT, toExitCode } from "../exit-code.js";
import { startWorker } from "./worker.js";

/** Where a worker's home has it. */
export function joinedPath(home: string): string {
  return join(homePaths(home).auth, "joined.json");
}

/** @returns the exit code of the process */
export async function runWorker(env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const stopped = new Promise<number>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => resolve(EXIT.ok));
  });
  try {
    const environment = readEnvironment(env);
    const { key, ca, ...joined } = readJoined(environment.home);
    const worker = await startWorker({
      ...joined,
      ...(ca === undefined ? {} : { ca }),
      key: Buffer.from(key, "base64"),
      environment,
      foreground: true,
    });
    const exitCode = await Promise.race([stopped, worker.ended]);
    await worker.stop();
    return exitCode;
  } catch (error) {
    const text = isAppError(error) ? error.message : error instanceof Error ? error.stack : error;
    process.stderr.write(`${cleanText(String(text))}\n`);
    return toExitCode(error);
  }
}

function readJoined(home: string): Joined {
  try {
    return joinedSchema.parse(JSON.parse(readFileSync(joinedPath(home), "utf8")));
  } catch (cause) {
    throw new AppError("INVALID_INPUT", `The home ${home} has joined no daemon.`, { cause });
  }
}
