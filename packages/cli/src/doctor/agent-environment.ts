/**
 * The environment in which agents start, which is that of the daemon: a command may have another PATH. Of a daemon that does
 * not run, that of its service; without a service, it would be started from this shell.
 */
import { readFile } from "node:fs/promises";
import type { CliContext } from "../context/context.js";
import { readLivingDaemon } from "../context/daemon-file.js";
import type { Environment } from "../context/environment.js";
import { getServiceManager, hasManager, installedEnvironment } from "../service/service.js";

/** A daemon that takes longer is busy; then the system is asked. */
const ANSWER_MS = 3_000;

/** Never rejects. What nobody says is taken from this command's environment. */
export async function agentEnvironment(context: CliContext): Promise<Environment> {
  const daemon = await readLivingDaemon(context.paths.daemonFile);
  if (daemon === undefined) return { ...context.env, ...ofService(context) };
  const [seen, told] = await Promise.all([ofProcess(daemon.pid), readSearchPath(context)]);
  return { ...(seen ?? context.env), ...(told === undefined ? {} : { PATH: told }) };
}

function ofService(context: CliContext): Environment | undefined {
  if (!hasManager()) return undefined;
  try {
    return installedEnvironment(getServiceManager(context));
  } catch {
    return undefined; // The doctor says what is wrong with the file of the service.
  }
}

/** On every system, and what the daemon uses now. */
async function readSearchPath(context: CliContext): Promise<string | undefined> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(ANSWER_MS)]);
  try {
    if ((await context.remote()) !== undefined) return undefined;
    const client = await context.connect();
    return (await client.call("describeSetup", { signal })).searchPath;
  } catch {
    return undefined; // It does not answer, which the doctor reports, too.
  }
}

/** Only Linux shows it, and only to the user of the daemon. */
async function ofProcess(pid: number): Promise<Environment | undefined> {
  try {
    return parsed(await readFile(`/proc/${pid}/environ`, "utf8"));
  } catch {
    return undefined;
  }
}

function parsed(text: string): Environment {
  const pairs = text.split("\0").flatMap((entry): [string, string][] => {
    const at = entry.indexOf("=");
    return at < 1 ? [] : [[entry.slice(0, at), entry.slice(at + 1)]];
  });
  return Object.fromEntries(pairs);
}
