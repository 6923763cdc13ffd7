// One run of the fake agent: which CLI it plays, its arguments, its output and its journal.
// Guarantees: output is written before the next line of code runs; a journal line is one atomic append.
import { appendFileSync, existsSync, readFileSync, writeSync } from "node:fs";

const startedFrom = process.argv[1] ?? "";

/** `claude` or `codex`. */
export const name = process.env.TINYAGI_FAKE_AS ?? startedFrom.slice(startedFrom.lastIndexOf("/") + 1);
/** The folder of control, journal and sessions. */
export const dir = process.env.TINYAGI_FAKE_DIR ?? startedFrom.slice(0, startedFrom.lastIndexOf("/"));
export const args = process.argv.slice(2);
/** Unique per run, even if the system reuses a pid. */
export let run = newRun();
export const control = readJson(process.env.TINYAGI_FAKE_CONTROL ?? `${dir}/fake-agent.json`);

const journal = process.env.TINYAGI_FAKE_JOURNAL ?? control.journal ?? `${dir}/fake-agent.jsonl`;

function newRun() {
  return `${process.pid}-${Date.now()}-${Math.random().toString(36).slice(2, 8)}`;
}

/** A process that stays open has a run for each prompt. */
export function nextRun() {
  run = newRun();
}

/** The JSON of a file; an empty object where there is no file. */
export function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** Appends one line to the journal. */
export function note(entry) {
  appendFileSync(journal, `${JSON.stringify({ run, at: Date.now(), ...entry })}\n`);
}

/** Writes to stdout synchronously: `process.stdout` would lose the tail of a large text at exit. */
export function out(data) {
  const bytes = typeof data === "string" ? Buffer.from(data) : data;
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(1, bytes, offset);
    } catch (error) {
      if (error.code === "EAGAIN") continue;
      if (error.code === "EPIPE") finish(141);
      throw error;
    }
  }
}

/** Writes one JSON line to stdout. */
export function line(value) {
  out(`${JSON.stringify(value)}\n`);
}

/** Notes the end of the run and exits. */
export function finish(code) {
  note({ event: "ended", exitCode: code });
  process.exit(code);
}

/** The value of the first of these options: the next argument, or after `=`. */
export function optionValue(...names) {
  const index = args.findIndex((arg) => names.includes(arg.split("=", 1)[0]));
  if (index < 0) return undefined;
  const bound = args[index].indexOf("=");
  return bound < 0 ? args[index + 1] : args[index].slice(bound + 1);
}
