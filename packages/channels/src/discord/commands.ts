/** The commands of every channel, as Discord's application commands. */
import {
  type APIApplicationCommandStringOption,
  type APIChatInputApplicationCommandInteractionData,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
  type RESTPutAPIApplicationCommandsJSONBody,
} from "@discordjs/core/http-only";
import { CHAT_COMMANDS, type ChatCommand, menuText } from "@tinyagi/contracts";

const COMMANDS: Readonly<Record<string, ChatCommand>> = CHAT_COMMANDS;

/** What is registered at Discord. It replaces everything that was registered before. */
export function commandDefinitions(): RESTPutAPIApplicationCommandsJSONBody {
  return Object.entries(COMMANDS).map(([name, command]) => ({
    name,
    description: menuText(command),
    type: ApplicationCommandType.ChatInput,
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
    options: Object.entries(command.parameters ?? {}).map(
      ([option, more]): APIApplicationCommandStringOption => ({
        ...more,
        name: option,
        type: ApplicationCommandOptionType.String,
      }),
    ),
  }));
}

/** The text that a person could write instead. */
export function commandText({ name, options = [] }: APIChatInputApplicationCommandInteractionData): string {
  const values = Object.keys(COMMANDS[name]?.parameters ?? {}).map((option) => {
    const given = options.find((one) => one.name === option);
    return given !== undefined && "value" in given ? String(given.value) : "";
  });
  return [`/${name}`, ...values].filter((part) => part !== "").join(" ");
}
