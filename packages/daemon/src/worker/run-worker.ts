/**
 * The process of a worker. SIGTERM and SIGINT end it with its agents. What it joined is in its home. It exits with 73 when
 * another worker has its name or its home.
 */
import { AppError, isAppError } from "@tinyagi/contracts";
import { cleanText } from "@tinyagi/contracts/clean-text";
import type { Joined } from "@tinyagi/worker";
import { readEnvironment } from "../environment.js";
import { EXIT, toExitCode } from "../exit-code.js";
import { ownStartTime } from "../runtime-file.js";
import { VERSION } from "../version.js";
import { dropWorkerProcess, findJoined, saveWorkerProcess } from "./joined-file.js";
import { type RunningWorker, startWorker } from "./worker.js";

const LOOK_MS = 200;

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
    const unpublish = await publish(environment.home, worker);
    const exitCode = await Promise.race([stopped, worker.ended]);
    unpublish();
    await worker.stop();
    return exitCode;
  } catch (error) {
    const text = isAppError(error) ? error.message : error instanceof Error ? error.stack : error;
    process.stderr.write(`${cleanText(String(text))}\n`);
    return toExitCode(error);
  }
}

function readJoined(home: string): Joined {
  const joined = findJoined(home);
  if (joined !== undefined) return joined;
  throw new AppError("INVALID_INPUT", `The home ${home} has joined no daemon.`);
}

/** Says in a file of the home that this process is the worker, and whether the daemon has answered. @returns ends it */
async function publish(home: string, { isWelcomed }: RunningWorker): Promise<() => void> {
  const facts = { pid: process.pid, startTime: await ownStartTime(), version: VERSION };
  let welcomed = isWelcomed();
  saveWorkerProcess(home, { ...facts, welcomed });
  const watch = setInterval(() => {
    if (isWelcomed() === welcomed) return;
    welcomed = !welcomed;
    saveWorkerProcess(home, { ...facts, welcomed });
  }, LOOK_MS);
  return () => {
    clearInterval(watch);
    dropWorkerProcess(home);
  };
}
