/** Confirmations as English lines, for terminals and chats. TinyOffice has its own texts. */
import { cleanLine } from "../clean-text.js";
import type { Confirmation, Guard, GuardChange } from "../confirmation.js";
import { ACTS } from "./act.js";

const VALUE_MAX_CHARS = 200;

/** What a change of each kind means to the person who confirms it. */
export const GUARD_TEXTS: Readonly<Record<Guard, string>> = {
  reach: "changes who can reach the daemon",
  people: "lets others write to agents",
  key: "changes a key that is used",
  address: "changes where keys and texts are sent",
  permission: "lets an agent do more without asking",
  environment: "changes the environment of an agent",
  file: "lets anyone who has a link read a file",
  code: "runs code that was not there before",
  place: "lets agents work elsewhere on this machine",
  prompt: "makes a file of this machine part of a prompt",
  budget: "allows more spending",
  limit: "raises a limit",
  approval: "asks people less often",
  record: "keeps less of what happened",
  telemetry: "sends what agents do to another program",
  unknown: "changes a key that this release does not know",
};

/** `agents.coder.permissions: "ask" -> "bypass" (lets an agent do more without asking)` */
export function changeLine({ path, before, after, weakens }: GuardChange): string {
  return `${cleanLine(path)}: ${valueText(before)} -> ${valueText(after)} (${GUARD_TEXTS[weakens]})`;
}

/** What a page wants to do, with every guard that gets weaker. */
export function confirmationLines({ act, changes }: Pick<Confirmation, "act" | "changes">): string[] {
  return [`A page wants to ${ACTS[act].what}:`, ...changes.map((change) => `- ${changeLine(change)}`)];
}

function valueText(value: GuardChange["after"]): string {
  if (value === null) return "not set";
  const text = cleanLine(JSON.stringify(value));
  return text.length > VALUE_MAX_CHARS ? `${text.slice(0, VALUE_MAX_CHARS)}…` : text;
}
