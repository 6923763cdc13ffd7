/** Who may use a command: what the table of chat commands says, for the form that was written. */
import { type ChatCommandName, isAtLeast, leastRoleFor, type SenderRole } from "@tinyagi/contracts";
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

/** The row of the table, and the form whose right differs from it. */
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
