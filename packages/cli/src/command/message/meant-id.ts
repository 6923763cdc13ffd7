/** A text that is nothing but an id was meant for another command. Sent as a message it would cost money. Pure. */
import { usageError } from "../../error/cli-error.js";

interface Meant {
  readonly noun: string;
  /** The command that takes the id. */
  readonly command: string;
}

const MESSAGE: Meant = { noun: "a message", command: "trace" };

/** By the prefix of the id. */
const COMMANDS: ReadonlyMap<string, Meant> = new Map([
  ["run", { noun: "a run", command: "runs show" }],
  ["conv", { noun: "a conversation", command: "conversation show" }],
  ["ask", { noun: "an approval", command: "approvals" }],
  ["task", { noun: "a task", command: "task show" }],
  ["sched", { noun: "a schedule", command: "schedule show" }],
  ["proj", { noun: "a project", command: "project show" }],
  ...["api", "chat", "followup", "internal", "msg", "node", "proactive"].map(
    (kind) => [kind, MESSAGE] as const,
  ),
]);

/** One id, also behind the `show` that was meant for another command. */
const ONE_ID = /^(?:show )?([a-z]+)_([a-z0-9]{6,})$/;

/** @throws CliError usage, with the command that was meant, when `text` is nothing but an id */
export function refuseId(text: string): void {
  const [, prefix = "", rest = ""] = ONE_ID.exec(text.trim()) ?? [];
  const meant = COMMANDS.get(prefix);
  if (meant === undefined) return;
  const id = `${prefix}_${rest}`;
  throw usageError(
    `This is the id of ${meant.noun}, so it was not sent as a message.`,
    `Show it: tinyagi ${meant.command} ${id}; to send it all the same, name the agent with --agent`,
  );
}
