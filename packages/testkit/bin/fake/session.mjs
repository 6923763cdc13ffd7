// Sessions of the fake agent, kept as files beside its executable.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dir, readJson } from "./run.mjs";

function sessionFile(id) {
  return `${dir}/fake-agent-sessions/${encodeURIComponent(id)}.json`;
}

/** What an earlier run left under this id, or undefined. */
export function openSession(id) {
  return existsSync(sessionFile(id)) ? readJson(sessionFile(id)) : undefined;
}

/** Remembers a session for later runs. */
export function saveSession(id, session) {
  mkdirSync(`${dir}/fake-agent-sessions`, { recursive: true });
  writeFileSync(sessionFile(id), JSON.stringify(session));
}
