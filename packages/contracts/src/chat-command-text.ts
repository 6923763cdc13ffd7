/** What people read about chat commands: menus, `/help`, how to write one. Made from the table alone. */
import {
  CHAT_COMMANDS,
  type ChatCommand,
  type ChatCommandForm,
  type ChatCommandName,
  type ChatCommandReaders,
} from "./chat-commands.js";
import { isAtLeast, type SenderRole } from "./role.js";

/** A command as a platform's menu describes it. */
export function menuText({ description, least }: ChatCommand): string {
  const owners = least === "owner" ? " (owners)" : "";
  return `${description.slice(0, 1).toUpperCase()}${description.slice(1)}${owners}`;
}

/** The least role that may use a command, or one form of it. @param words those of the form */
export function leastRoleFor(name: ChatCommandName, words?: string): SenderRole {
  const { least, forms = [] }: ChatCommand = CHAT_COMMANDS[name];
  return forms.find((form) => form.words === words)?.least ?? least;
}

/** Who may read the answer to a command, or to one form of it. @param words those of the form */
export function readersOf(name: ChatCommandName, words?: string): ChatCommandReaders {
  const { readers, forms = [] }: ChatCommand = CHAT_COMMANDS[name];
  return forms.find((form) => form.words === words)?.readers ?? readers;
}

/** The lines of `/help`, one for each form that the reader may use. */
export function chatCommandLines(role: SenderRole): string[] {
  return namesFor(role)
    .filter((name) => name !== "help")
    .flatMap((name) => usageLines(name, role));
}

/** How one command is written, one line for each form that the reader may use. */
export function usageLines(name: ChatCommandName, role: SenderRole): string[] {
  return listForms(CHAT_COMMANDS[name])
    .filter(({ least = CHAT_COMMANDS[name].least }) => isAtLeast(role, least))
    .map(({ words, does }) => `${`/${name} ${words}`.trimEnd()} - ${does}`);
}

/** The commands of which a role may use at least one form. */
export function namesFor(role: SenderRole): ChatCommandName[] {
  const names = Object.keys(CHAT_COMMANDS) as ChatCommandName[];
  return names.filter((name) => {
    const { least }: ChatCommand = CHAT_COMMANDS[name];
    return listForms(CHAT_COMMANDS[name]).some((form) => isAtLeast(role, form.least ?? least));
  });
}

function listForms({ description, forms }: ChatCommand): readonly ChatCommandForm[] {
  return forms ?? [{ words: "", does: description }];
}
