/** The commands of every channel, as Discord's application commands. */
import {
  type APIApplicationCommandStringOption,
  type APIChatInputApplicationCommandInteractionData,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
  type RESTPutAPIApplicationCommandsJSONBody,
} from "@discordjs/core/http-only";

interface CommandRow {
  readonly description: string;
  /** What follows the command, in this order. */
  readonly options?: Readonly<Record<string, { readonly description: string; readonly required?: boolean }>>;
}

const AGENT = { description: "Agent or team, such as @coder" };

const COMMANDS: Readonly<Record<string, CommandRow>> = {
  help: { description: "Show what you can write" },
  agent: { description: "List agents" },
  team: { description: "List teams" },
  default: { description: "Choose who answers you", options: { agent: AGENT } },
  status: { description: "Show running and waiting messages" },
  stop: {
    description: "Cancel your open requests",
    options: { what: { description: "all: the work of every sender (owners)" } },
  },
  pause: { description: "Pause your work", options: { agent: AGENT } },
  resume: { description: "Resume your work", options: { agent: AGENT } },
  steer: {
    description: "Add a text to your work that runs",
    options: { text: { description: "What the agent should know", required: true } },
  },
  reset: {
    description: "Start a new session for agents",
    options: { agents: { description: "Agents, such as @coder @writer", required: true } },
  },
  approve: {
    description: "Approve a sender or what an agent asks for (owners)",
    options: {
      what: { description: "The code or the number of the request", required: true },
      more: { description: "owner or member, or a remark" },
    },
  },
  deny: {
    description: "Deny a sender or what an agent asks for (owners)",
    options: {
      what: { description: "The code or the number of the request", required: true },
      more: { description: "The reason" },
    },
  },
  answer: {
    description: "Answer the question of an agent (owners)",
    options: {
      what: { description: "The number of the question", required: true },
      text: { description: "Your answer", required: true },
    },
  },
  restart: { description: "Restart TinyAGI (owners)" },
};

/** What is registered at Discord. It replaces everything that was registered before. */
export function commandDefinitions(): RESTPutAPIApplicationCommandsJSONBody {
  return Object.entries(COMMANDS).map(([name, { description, options = {} }]) => ({
    name,
    description,
    type: ApplicationCommandType.ChatInput,
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
    options: Object.entries(options).map(
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
  const values = Object.keys(COMMANDS[name]?.options ?? {}).map((option) => {
    const given = options.find((one) => one.name === option);
    return given !== undefined && "value" in given ? String(given.value) : "";
  });
  return [`/${name}`, ...values].filter((part) => part !== "").join(" ");
}
