/** Who may use a command, and who may read its answer: what the table of chat commands says, for the form that was written. */
import {
  type ChatCommandName,
  isAtLeast,
  leastRoleFor,
  readersOf,
  type SenderRole,
} from "@tinyagi/contracts";
import type { CommandCall } from "./command-call.js";
import type { Command } from "./parse-command.js";

const WHO = {
  owner: "Only an owner",
  member: "Only an owner or a member",
  guest: "Everybody",
} as const satisfies Record<SenderRole, string>;

/** The refusal as a sentence; undefined when the role may use the command. */
export function commandRefusal(command: Command, role: SenderRole): string | undefined {
  const { name, words } = toForm(command);
  const least = leastRoleFor(name, words);
  if (isAtLeast(role, least)) return undefined;
  const written = words === undefined ? name : `${name} ${words}`;
  return `${WHO[least]} may use /${written}. You are a ${role}. Ask an owner to do it.`;
}

/** Whether the answer reports on the home, while others than the sender would read it. */
export function isForSenderAlone(command: Command, { isGroup }: Pick<CommandCall, "isGroup">): boolean {
  const { name, words } = toForm(command);
  return isGroup && command.name !== "misused" && readersOf(name, words) === "sender";
}

/** The row of the table, and the form whose right or readers differ from it. */
function toForm(command: Command): { name: ChatCommandName; words?: string } {
  switch (command.name) {
    case "decide":
      return { name: command.act };
    case "steer":
      return { name: command.command === "inject" ? "steer" : command.command };
    case "misused":
      return { name: command.command };
    case "unknown":
      return { name: "help" };
    case "stop":
      return command.all ? { name: "stop", words: "all" } : { name: "stop" };
    case "retry":
      return isWord(command.words[0], "all") ? { name: "retry", words: "all" } : { name: "retry" };
    case "expose":
      return isWord(command.words[0], "stop") ? { name: "expose", words: "stop" } : { name: "expose" };
    case "schedule":
      return scheduleForm(command.words);
    default:
      return { name: command.name };
  }
}

function scheduleForm([first]: readonly string[]): { name: "schedule"; words: string } {
  if (first === undefined) return { name: "schedule", words: "" };
  return { name: "schedule", words: isWord(first, "remove") ? "remove ID" : "WHEN [@id] TEXT" };
}

function isWord(written: string | undefined, word: string): boolean {
  return written?.toLowerCase() === word;
}
