/** Whether recordings are transcribed, and whether who transcribes them can be reached. Sends no recording and no key. */

import { findProgram } from "@tinyagi/base/program";
import {
  networkVariables,
  proxyOf,
  type Settings,
  type TranscriptionEndpoint,
  transcriptionWay,
} from "@tinyagi/contracts";
import type { Environment } from "../context/environment.js";
import type { Finding } from "./finding.js";

const ID = "speech.transcription";
const REACH_MS = 5_000;
const EDIT = "Change it: tinyagi config edit";

/** @param env of the daemon, which starts the program */
export async function checkSpeech(settings: Settings | undefined, env: Environment): Promise<Finding[]> {
  if (settings === undefined) return [];
  const way = transcriptionWay(settings);
  if (way.kind === "unset")
    return [
      {
        id: ID,
        level: "info",
        message: "voice notes and other recordings are not transcribed",
        hint: "Set it up: tinyagi config set speech.transcription.provider openai",
      },
    ];
  if (way.kind === "unusable") return [{ id: ID, level: "error", message: way.problem, hint: EDIT }];
  if (way.kind !== "endpoint") return [await checkCommand(way.command, env)];
  // This command does not follow proxies: it would say of an endpoint that the daemon reaches that nobody does.
  return [isProxied(way, settings, env) ? proxiedFinding(way) : await checkEndpoint(way)];
}

function isProxied({ baseUrl }: TranscriptionEndpoint, { network }: Settings, env: Environment): boolean {
  const { proxy, no_proxy } = network;
  // The address of a proxy in the settings may be the name of a variable. That there is one is enough here.
  const set = proxy === undefined ? {} : { HTTP_PROXY: "http://proxy", HTTPS_PROXY: "http://proxy" };
  const excepted = no_proxy.length === 0 ? {} : { NO_PROXY: no_proxy.join(",") };
  return proxyOf(new URL(baseUrl), networkVariables(env, { ...set, ...excepted })) !== undefined;
}

function proxiedFinding({ baseUrl, model }: TranscriptionEndpoint): Finding {
  const { host } = new URL(baseUrl);
  const message = `recordings are transcribed by ${model} at ${host}, through a proxy`;
  return { id: ID, level: "info", message, hint: "See whether it is reached: tinyagi doctor network" };
}

async function checkEndpoint({ baseUrl, model }: TranscriptionEndpoint): Promise<Finding> {
  const { host } = new URL(baseUrl);
  try {
    // Any answer shows that something is there.
    const answer = await fetch(baseUrl, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(REACH_MS),
    });
    await answer.body?.cancel();
    return { id: ID, level: "ok", message: `recordings are transcribed by ${model} at ${host}` };
  } catch {
    // Which of the many reasons it is, the network knows.
    const message = `the transcription at ${host} cannot be reached; agents get recordings without a transcript`;
    return { id: ID, level: "warning", message, hint: `Start it, or check the network. ${EDIT}` };
  }
}

async function checkCommand(command: readonly string[], { PATH = "" }: Environment): Promise<Finding> {
  const [program = ""] = command;
  const wanted = [program, "bwrap", ...(command.some((word) => word.includes("{wav}")) ? ["ffmpeg"] : [])];
  const missing: string[] = [];
  for (const name of wanted) if ((await toPath(name, PATH)) === undefined) missing.push(name);
  if (missing.length === 0)
    return { id: ID, level: "ok", message: `recordings are transcribed by ${program}` };
  const message = `the transcription needs ${missing.join(" and ")}, which the daemon does not find`;
  return { id: ID, level: "error", message, hint: `Install ${missing.join(" and ")}. ${EDIT}` };
}

function toPath(program: string, path: string): Promise<string | undefined> {
  const at = program.lastIndexOf("/");
  return at === -1
    ? findProgram(program, path)
    : findProgram(program.slice(at + 1), program.slice(0, at) || "/");
}
