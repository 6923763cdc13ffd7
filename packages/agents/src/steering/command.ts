/** The commands that change a live run, and what makes one acceptable before it is looked at by the run. */

export const STEERING_COMMANDS = ["pause", "resume", "cancel", "inject", "redirect", "setMetadata"] as const;
/** The name of a steering command. */
export type SteeringCommandType = (typeof STEERING_COMMANDS)[number];

/** A command to a run in progress. */
export type SteeringCommand =
  /** Latches: only `resume` lets the run go on. */
  | { type: "pause" }
  | { type: "resume" }
  /** Ends the turn in flight, so that the boundary comes at once. */
  | { type: "cancel"; reason?: string }
  /** A message for the next turn. */
  | { type: "inject"; text: string }
  /** A new task in place of the old one, from the next turn on. */
  | { type: "redirect"; text: string }
  /** A fact about the run, for its readers; the model does not see it. */
  | { type: "setMetadata"; key: string; value: string | number | boolean | null };

export const STEERING_REFUSALS = ["not_allowed", "invalid", "too_many", "run_ended"] as const;
/** Why a command was refused. */
export type SteeringRefusal = (typeof STEERING_REFUSALS)[number];

/** Longest text of one command, characters. */
export const STEERING_TEXT_MAX = 100_000;
const KEY = /^[A-Za-z][\w.-]{0,63}$/;
const VALUE_MAX_CHARS = 4_096;
/** A reason is shown in events, so it is a phrase and no text. */
const REASON_MAX = 200;

/** Why the command cannot be taken, or null. */
export function toRefusal(
  command: SteeringCommand,
  allow: ReadonlySet<SteeringCommandType>,
): SteeringRefusal | null {
  if (typeof command !== "object" || command === null) return "invalid";
  if (!STEERING_COMMANDS.includes(command.type)) return "invalid";
  if (!allow.has(command.type)) return "not_allowed";
  return isWellFormed(command) ? null : "invalid";
}

function isWellFormed(command: SteeringCommand): boolean {
  switch (command.type) {
    case "inject":
    case "redirect":
      return isText(command.text);
    case "cancel":
      return command.reason === undefined || (isText(command.reason) && command.reason.length <= REASON_MAX);
    case "setMetadata":
      return typeof command.key === "string" && KEY.test(command.key) && isPlain(command.value);
    default:
      return true;
  }
}

function isText(text: unknown): boolean {
  return typeof text === "string" && text.trim() !== "" && text.length <= STEERING_TEXT_MAX;
}

function isPlain(value: unknown): boolean {
  if (typeof value === "string") return value.length <= VALUE_MAX_CHARS;
  return value === null || typeof value === "boolean" || Number.isFinite(value);
}
