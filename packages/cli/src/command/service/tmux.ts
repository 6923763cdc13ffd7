/**
 * `tmux`: the daemon and its views in a tmux session that survives the terminal. The daemon runs in the background as
 * always: whoever ends the session, a view or the terminal does not end it.
 */
import { spawn } from "node:child_process";
import { basename } from "node:path";
import { findProgram } from "@tinyagi/base/program";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { startDaemon } from "../../control/start-daemon.js";
import { CliError } from "../../error/cli-error.js";
import { canAsk } from "../../prompt/ask.js";
import { runTool } from "../../service/run-tool.js";
import { servicePlan } from "../../service/service-plan.js";

const START_MS = 60_000;
/** What a view needs to find the same home and look the same. */
const KEPT = ["TINYAGI_HOME", "TINYAGI_API_PORT", "NO_COLOR"] as const;

interface Session {
  /** Path of tmux. */
  readonly tmux: string;
  readonly name: string;
  readonly windows: readonly (readonly [name: string, command: string])[];
}

export function registerTmux(program: Command, context: CliContext): void {
  program
    .command("tmux")
    .option("-d, --detached", "create the session and do not open it")
    .addHelpText(
      "after",
      "\nKeys of tmux: Ctrl-B n shows the next window, Ctrl-B d leaves the session running.\n\nExamples:\n  tinyagi tmux\n  tinyagi tmux --detached\n",
    )
    .action((options: { detached?: boolean }) => openSession(context, options.detached === true));
}

async function openSession(context: CliContext, detached: boolean): Promise<void> {
  const { output, env } = context;
  const tmux = await findProgram("tmux", env.PATH ?? "");
  if (tmux === undefined)
    throw new CliError("UNAVAILABLE", "tmux is not installed.", {
      hint: "Install it: sudo apt-get install tmux, or: brew install tmux. Without it: tinyagi service install",
    });
  const session = resolveSession(context, tmux);
  const { already, daemon } = await startDaemon(context, START_MS);
  const created = await ensureSession(context, session);
  const { name } = session;
  const attach = `tmux attach -t ${name}`;
  const words = [
    `TinyAGI ${already ? "runs" : "started"} at http://127.0.0.1:${daemon.port}`,
    `The tmux session ${name} ${created ? "is ready" : "was there already"}. Open it: ${attach}`,
  ];
  if (detached || !canAsk(context) || output.json) {
    output.data({ session: name, created, attach, daemon }, () => words);
    return;
  }
  // Inside tmux, a second one would be nested.
  await attachTo(context, [
    tmux,
    (env.TMUX ?? "") === "" ? "attach-session" : "switch-client",
    "-t",
    `=${name}`,
  ]);
}

function resolveSession(context: CliContext, tmux: string): Session {
  const entry = process.argv[1] ?? basename(process.execPath);
  const given = KEPT.flatMap((name) => {
    const value = context.env[name] ?? "";
    return value === "" ? [] : [`${name}=${value}`];
  });
  const run = (...words: string[]): string =>
    // The window stays when its view is left.
    `${["env", ...given, process.execPath, entry, ...words].map(quoted).join(" ")}; exec "\${SHELL:-/bin/sh}"`;
  return {
    tmux,
    // A home that is not the default one has a session of its own, as it has a service of its own.
    name: servicePlan(context).name,
    windows: [
      ["team", run("team", "visualize")],
      ["logs", run("logs", "-f")],
    ],
  };
}

/** @returns false when it was there already */
async function ensureSession(context: CliContext, { tmux, name, windows }: Session): Promise<boolean> {
  const call = (...args: string[]) => runTool(context, tmux, args);
  if ((await call("has-session", "-t", `=${name}`)).code === 0) return false;
  const [[firstName, firstCommand] = ["shell", ""], ...others] = windows;
  const made = await call("new-session", "-d", "-s", name, "-n", firstName, firstCommand);
  // Two at once: the other one made it.
  if (made.code !== 0 && (await call("has-session", "-t", `=${name}`)).code === 0) return false;
  if (made.code !== 0)
    throw new CliError("UNAVAILABLE", `tmux cannot create a session: ${made.stderr.trim()}`, {
      hint: "Try it alone: tmux new-session",
    });
  for (const [window, command] of others)
    await call("new-window", "-d", "-t", `=${name}:`, "-n", window, command);
  await call("new-window", "-d", "-t", `=${name}:`, "-n", "shell");
  return true;
}

/** Gives the terminal to tmux until the person leaves the session. */
async function attachTo(context: CliContext, [file = "tmux", ...args]: readonly string[]): Promise<void> {
  const child = spawn(file, args, { stdio: "inherit", env: { ...context.env } });
  context.exitCode = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/** One word of a shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
