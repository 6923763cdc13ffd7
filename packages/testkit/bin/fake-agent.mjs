#!/usr/bin/env node
// A program that behaves as the `claude` or the `codex` CLI, without a model.
// Guarantees: the lines, exit codes and session rules of the real CLIs; every run is in the journal before it
// does anything else. It never uses the network, and imports only Node's modules and files of this folder,
// because tests start it many times.
//
// Which CLI it plays: TINYAGI_FAKE_AS, else the name it was started by.
// Where control, journal and sessions live: TINYAGI_FAKE_DIR, else the folder it was started from.
import { readFileSync } from "node:fs";
import { claudePrompt, playClaude } from "./fake/claude.mjs";
import { playCodex } from "./fake/codex.mjs";
import { playOpenClaude } from "./fake/open-claude.mjs";
import { args, control, finish, name, nextRun, note } from "./fake/run.mjs";
import { readDirectives, scriptedStep } from "./fake/step.mjs";

const MAX_JOURNAL_CHARACTERS = 1024 * 1024;
const FEATURES = "network_proxy  experimental  false\n";
const VERSIONS = { claude: "2.1.197 (Claude Code)\n", codex: "codex-cli 0.169.0\n" };

function noteStart() {
  const { TINYAGI_FAKE_AS: _as, TINYAGI_FAKE_DIR: _dir, ...env } = process.env;
  const { pid, ppid } = process;
  note({ event: "started", name, pid, ppid, cwd: process.cwd(), argv: args, env });
}

function readPrompt() {
  const stdin = readFileSync(0, "utf8");
  const prompt = name === "codex" ? stdin : claudePrompt(stdin);
  notePrompt(stdin, prompt);
  return prompt;
}

function notePrompt(stdin, prompt) {
  note({
    event: "prompted",
    stdin: stdin.slice(0, MAX_JOURNAL_CHARACTERS),
    prompt: prompt.slice(0, MAX_JOURNAL_CHARACTERS),
  });
}

/** Called only after stdin is read: reading blocks, and a handler would delay SIGTERM. */
function watchSignals(step) {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) {
    process.on(signal, () => {
      note({ event: "signal", signal, ignored: step.ignoreSigterm === true });
      if (!step.ignoreSigterm) finish(143);
    });
  }
}

/** The answer to a query such as `--version`; undefined for a run of an agent. */
function factOfProgram() {
  if (args.includes("--version") || args.includes("-V")) return VERSIONS[name] ?? VERSIONS.claude;
  return name === "codex" && args[0] === "features" ? FEATURES : undefined;
}

/** A release that stays open where the control file says so. */
function stayOpen() {
  return playOpenClaude((text) => {
    nextRun();
    noteStart();
    notePrompt(text, text);
    const { directive, rest } = readDirectives(text);
    return { step: directive ?? scriptedStep() ?? {}, rest };
  });
}

/** As a release that cannot: each run has a process of its own, and only that one is in the journal. */
function refuseToStayOpen() {
  process.stderr.write("error: unknown option '--replay-user-messages'\n");
  process.exitCode = 1;
}

/** As a release that has no app server: each run has a process of its own, and only that one is in the journal. */
function refuseAppServer() {
  process.stderr.write("error: unrecognized subcommand 'app-server'\n");
  process.exitCode = 2;
}

async function main() {
  const known = factOfProgram();
  // Not with `out`, which adds an end to the journal when nothing reads the pipe: a query is not a run.
  if (known !== undefined) return void process.stdout.write(known);
  if (args.includes("--replay-user-messages"))
    return control.stays === true ? stayOpen() : refuseToStayOpen();
  if (args[0] === "app-server") return refuseAppServer();
  noteStart();
  const { directive, rest } = readDirectives(readPrompt());
  const step = directive ?? scriptedStep() ?? {};
  watchSignals(step);
  return name === "codex" ? playCodex(step, rest) : playClaude(step, rest);
}

await main();
