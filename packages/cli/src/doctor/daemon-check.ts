/** Checks whether the daemon of this home answers and accepts our token, or whether its port is free. */

import { readStartFailure } from "@tinyagi/base/start-failure";
import type { Client } from "@tinyagi/client";
import type { AgentHostStatus, ContainmentStatus, ProviderPause, Reference } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { minute, sayContainment, sayWhy } from "@tinyagi/views";
import type { CliContext } from "../context/context.js";
import { readLivingDaemon } from "../context/daemon-file.js";
import { DEFAULT_PORT, getPort } from "../context/paths.js";
import { missingReferences } from "../context/references.js";
import { isFree } from "../control/free-port.js";
import { readNextSessions } from "../control/open-programs.js";
import { isHealthy } from "../control/probe.js";
import { toFailure } from "../error/cli-error.js";
import { missingWords } from "../view/reference-lines.js";
import { checkAhead } from "./ahead-check.js";
import type { Finding } from "./finding.js";
import { checkKept } from "./kept-check.js";

/** Starts of agent programs that are looked at. */
const STARTS_READ = 200;

export async function checkDaemon(context: CliContext, settingsPort: number | undefined): Promise<Finding[]> {
  const daemon = await readLivingDaemon(context.paths.daemonFile);
  if (daemon === undefined) {
    const port = getPort(context.env) ?? settingsPort ?? DEFAULT_PORT;
    return [
      {
        id: "daemon.running",
        level: "info",
        message: "the daemon is not running",
        hint: "Start it: tinyagi start",
      },
      ...checkLastStart(context.paths.home),
      await checkPort(port),
    ];
  }
  const running: Finding = {
    id: "daemon.running",
    level: "ok",
    message: `the daemon ${daemon.version} is running (pid ${daemon.pid}) on port ${daemon.port}`,
  };
  if (await isHealthy(daemon.port)) return [running, ...(await checkAccess(context))];
  const message = `the daemon (pid ${daemon.pid}) does not answer on port ${daemon.port}`;
  return [
    {
      id: "daemon.running",
      level: "error",
      message,
      hint: "Read its log: tinyagi logs; then restart it: tinyagi restart",
    },
  ];
}

function checkLastStart(home: string): Finding[] {
  const last = readStartFailure(home);
  if (last === undefined) return [];
  const message = `the last start failed on ${minute(last.at)}: ${cleanLine(last.message)}`;
  const hint = "Correct this, then start it: tinyagi start";
  return [{ id: "daemon.start-failed", level: "error", message, hint }];
}

async function checkAccess(context: CliContext): Promise<Finding[]> {
  try {
    const client = await context.connect();
    const [status, missing, starts, nextSessions] = await Promise.all([
      client.call("status", { signal: context.signal }),
      missingReferences(context),
      readStarts(client, context.signal),
      readNextSessions(client, context.signal),
    ]);
    return [
      checkUsedSettings(status.settings),
      ...checkAgentHost(status.agentHost),
      ...checkProviders(status.pausedProviders),
      ...checkContainment(status.containment),
      ...missing.map(missingReference),
      ...checkKept(starts, Date.now()),
      ...checkAhead(nextSessions),
    ];
  } catch (error) {
    const failure = toFailure(error);
    return [
      {
        id: "daemon.access",
        level: "error",
        message: failure.message,
        hint: failure.hint ?? "Read the daemon's log: tinyagi logs; then restart it: tinyagi restart",
      },
    ];
  }
}

/** Only a hint for people: a daemon that cannot list events is judged by its other answers. */
async function readStarts(client: Client, signal: AbortSignal): Promise<Parameters<typeof checkKept>[0]> {
  const query = { types: "run.spawned", limit: STARTS_READ };
  return client.call("listEvents", { query, signal }).then(
    ({ events }) => events,
    () => [],
  );
}

function missingReference(reference: Reference): Finding {
  return { id: "references.missing", level: "warning", ...missingWords(reference) };
}

function checkUsedSettings({ valid, problem }: { valid: boolean; problem: string | null }): Finding {
  if (valid)
    return { id: "daemon.access", level: "ok", message: "the daemon accepts the token of this home" };
  return {
    id: "daemon.settings",
    level: "error",
    hint: "Correct the settings: tinyagi config edit",
    message: `the daemon uses older settings, because settings.json is not valid: ${problem ?? ""}`,
  };
}

/** Whether agents can be started. A daemon of an earlier release starts them itself and does not say. */
function checkAgentHost(host: AgentHostStatus | undefined): Finding[] {
  if (host === undefined) return [];
  const id = "daemon.agent-host";
  const crashes = `${host.restarts} ${host.restarts === 1 ? "crash" : "crashes"} since the daemon started`;
  const last = `${crashes}; the last one: ${cleanLine(sayWhy({ reason: host.problem, why: host.why }) ?? "unknown")}`;
  if (host.state === "paused")
    return [
      {
        id,
        level: "error",
        message: `no message is dispatched, because the agent host crashed five times within a minute (${last})`,
        hint: "Read the daemon's log: tinyagi logs; then restart it: tinyagi restart",
      },
    ];
  const message =
    host.state === "starting"
      ? "the agent host is starting"
      : `the agent host ${host.version ?? ""} is running (pid ${host.pid ?? 0}, ${host.live} agent processes)`;
  if (host.restarts === 0) return [{ id, level: "ok", message }];
  return [
    {
      id,
      level: "warning",
      message: `${message} after ${last}`,
      hint: "Read the daemon's log: tinyagi logs",
    },
  ];
}

/** Providers that messages wait for. */
function checkProviders(paused: readonly ProviderPause[] = []): Finding[] {
  return paused.map(({ provider, login, model, place, until, reason }) => ({
    id: "daemon.providers",
    level: "warning",
    message: `${waiting({ provider, login, model, place })} until ${minute(until)}: ${cleanLine(reason)}`,
    hint:
      place === undefined
        ? `Test the provider, which ends its pause if it answers: tinyagi provider test ${provider}; or give agents a fallback: tinyagi agent fallback --help`
        : `See what is missing there: tinyagi worker doctor ${place}. Then try it at once: tinyagi provider resume ${provider}`,
  }));
}

function waiting({
  provider,
  login,
  model,
  place,
}: Pick<ProviderPause, "provider" | "login" | "model" | "place">): string {
  const at = place === undefined ? "" : ` on ${place}`;
  if (login !== undefined) return `the login ${login} of the provider ${provider} is not used${at}`;
  const of = model === undefined ? "" : `, model ${model},`;
  return `messages for the provider ${provider}${of}${at} wait`;
}

/** Whether all processes of a run end with it. A daemon of an earlier release does not say. */
function checkContainment(status: ContainmentStatus | undefined): Finding[] {
  if (status === undefined) return [];
  const { kind } = status;
  const { meaning: message, advice } = sayContainment(status);
  const id = "daemon.containment";
  if (kind === "cgroup") return [{ id, level: "ok", message }];
  // Nothing can be done on a system without control groups, so it is no warning.
  if (advice === null) return [{ id, level: "info", message }];
  return [{ id, level: "warning", message, hint: advice }];
}

async function checkPort(port: number): Promise<Finding> {
  if (await isFree(port)) return { id: "port.free", level: "ok", message: `port ${port} is free` };
  return {
    id: "port.free",
    level: "error",
    message: `another program uses port ${port}`,
    hint: "Stop that program, or use another port: TINYAGI_API_PORT=3778 tinyagi start",
  };
}
