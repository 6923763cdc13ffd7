// Sessions of the fake agent, stored as files next to its executable.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dir, readJson } from "./run.mjs";

function sessionFile(id) {
  return `${dir}/fake-agent-sessions/${encodeURIComponent(id)}.json`;
}

/** The session that an earlier run saved under this id, or undefined. */
export function openSession(id) {
  return existsSync(sessionFile(id)) ? readJson(sessionFile(id)) : undefined;
}

/** Saves a session for later runs. */
export function saveSession(id, session) {
  mkdirSync(`${dir}/fake-agent-sessions`, { recursive: true });
  writeFileSync(sessionFile(id), JSON.stringify(session));
}
