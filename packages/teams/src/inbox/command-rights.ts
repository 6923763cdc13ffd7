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
  const { name, words } = formOf(command);
  const least = leastRoleFor(name, words);
  if (isAtLeast(role, least)) return undefined;
  const written = words === undefined ? name : `${name} ${words}`;
  return `${WHO[least]} may use /${written}. You are a ${role}. Ask an owner to do it.`;
}

/** The row of the table, and the form whose right differs from it. */
function formOf(command: Command): { name: ChatCommandName; words?: string } {
  if (command.name === "decide") return { name: command.act };
  if (command.name === "steer") return { name: command.command === "inject" ? "steer" : command.command };
  if (command.name === "stop" && command.all) return { name: "stop", words: "all" };
  return { name: command.name };
}
