/**
 * The commands that people write in a chat: the one table behind the parser, rights, `/help`, the menus and completion of
 * all platforms. How words become a command is in `teams/src/inbox/parse-command.ts`.
 */
import type { SenderRole } from "./role.js";

/** One way to use a command. */
export interface ChatCommandForm {
  /** What follows the command's name; empty for the bare command. */
  readonly words: string;
  /** A verb phrase for `/help`. */
  readonly does: string;
  /** The least role that may use this form. Default: that of the command. */
  readonly least?: SenderRole;
  /** Who may read the answer to this form. Default: that of the command. */
  readonly readers?: ChatCommandReaders;
}

/**
 * Who may read the answer. `all`: everybody who is where it was written. `sender`: it reports on the home, so it is answered
 * only where nobody but its sender reads. `handler`: its handler decides by what it found.
 */
export type ChatCommandReaders = "all" | "sender" | "handler";

/** A parameter in the menu of a platform that asks for each one. */
export interface ChatCommandParameter {
  readonly description: string;
  readonly required?: true;
}

/** What menus and `/help` show of a command. */
export interface ChatCommand {
  /** A verb phrase for menus. */
  readonly description: string;
  /** The least role that may use it. */
  readonly least: SenderRole;
  /** Who may read its answer. Each command says it: none is forgotten in a group. */
  readonly readers: ChatCommandReaders;
  /** Whether the bare command does or explains something, so that a menu without parameters may offer it. */
  readonly worksAlone: boolean;
  /** What follows the command, in this order. */
  readonly parameters?: Readonly<Record<string, ChatCommandParameter>>;
  /** Default: the bare command with its description. */
  readonly forms?: readonly ChatCommandForm[];
}

const AGENT = { description: "Agent or team, such as @coder" };
const REQUEST = { description: "The code or the number of the request", required: true } as const;

/** All chat commands by name, in the order of menus. */
export const CHAT_COMMANDS = {
  help: { description: "show what you can write", least: "guest", readers: "all", worksAlone: true },
  agent: { description: "list agents", least: "member", readers: "all", worksAlone: true },
  team: { description: "list teams", least: "member", readers: "all", worksAlone: true },
  default: {
    description: "choose who answers you",
    least: "member",
    readers: "all",
    worksAlone: true,
    parameters: { agent: AGENT },
    forms: [
      { words: "@id", does: "make an agent or team your default" },
      { words: "clear", does: "remove your default" },
    ],
  },
  status: {
    description: "show running and waiting messages",
    least: "member",
    readers: "all",
    worksAlone: true,
  },
  stop: {
    description: "cancel your open requests",
    least: "guest",
    readers: "all",
    worksAlone: true,
    parameters: { what: { description: "all: the work of every sender (owners)" } },
    forms: [
      { words: "", does: "cancel your open requests" },
      { words: "all", does: "cancel the work of every sender", least: "owner" },
    ],
  },
  pause: {
    description: "pause your work",
    least: "member",
    readers: "all",
    worksAlone: true,
    parameters: { agent: AGENT },
    forms: [{ words: "[@id]", does: "pause your work" }],
  },
  resume: {
    description: "resume your work",
    least: "member",
    readers: "all",
    worksAlone: true,
    parameters: { agent: AGENT },
    forms: [{ words: "[@id]", does: "resume your work" }],
  },
  steer: {
    description: "add a text to your work that runs",
    least: "member",
    readers: "all",
    worksAlone: false,
    parameters: { text: { description: "What the agent should know", required: true } },
    forms: [{ words: "[@id] TEXT", does: "add a text to your work that runs" }],
  },
  reset: {
    description: "start a new session for agents",
    least: "member",
    readers: "all",
    worksAlone: true,
    parameters: { agents: { description: "Agents, such as @coder @writer", required: true } },
    forms: [{ words: "@id [@id2 ...]", does: "start a new session for agents" }],
  },
  new: {
    description: "begin a new session with who answers you",
    least: "guest",
    readers: "all",
    worksAlone: true,
    parameters: { agent: AGENT },
    forms: [{ words: "[@id]", does: "begin a new session with who answers you" }],
  },
  retry: {
    description: "try your failed or waiting message again",
    least: "guest",
    readers: "all",
    worksAlone: true,
    parameters: { what: { description: "Number of the message; all: what waits for a provider (owners)" } },
    forms: [
      { words: "[NUMBER]", does: "try your failed or waiting message again" },
      { words: "all", does: "try everything that waits for a provider again", least: "owner" },
    ],
  },
  why: {
    description: "explain what became of your message",
    least: "guest",
    readers: "all",
    worksAlone: true,
    parameters: { what: { description: "Number of the message; default: your newest" } },
    forms: [{ words: "[NUMBER]", does: "explain what became of your message" }],
  },
  cancel: {
    description: "stop waiting for a message",
    least: "guest",
    readers: "all",
    worksAlone: false,
    parameters: { what: { description: "Number of the message", required: true } },
    forms: [{ words: "NUMBER", does: "stop waiting for a message" }],
  },
  tasks: { description: "list your open tasks", least: "member", readers: "all", worksAlone: true },
  schedule: {
    description: "list schedules, or add one",
    least: "member",
    readers: "all",
    worksAlone: true,
    parameters: { what: { description: "When, for whom and what: every weekday at 9:00 @coder Report" } },
    forms: [
      { words: "", does: "list your schedules" },
      {
        words: "WHEN [@id] TEXT",
        does: "add a schedule: every weekday at 9:00 @coder Report",
        least: "owner",
      },
      { words: "remove ID", does: "remove a schedule", least: "owner" },
    ],
  },
  approvals: {
    description: "list what waits for your decision",
    least: "owner",
    readers: "sender",
    worksAlone: true,
  },
  approve: {
    description: "approve a sender or what an agent asks for",
    least: "owner",
    readers: "all",
    worksAlone: false,
    parameters: { what: REQUEST, more: { description: "owner, member or guest, or a remark" } },
    forms: [
      { words: "CODE [owner|member|guest]", does: "approve a sender" },
      { words: "ask_… [remark]", does: "approve what an agent asks for" },
    ],
  },
  deny: {
    description: "deny a sender or what an agent asks for",
    least: "owner",
    readers: "all",
    worksAlone: false,
    parameters: { what: REQUEST, more: { description: "The reason" } },
    forms: [
      { words: "CODE", does: "reject a sender" },
      { words: "ask_… [reason]", does: "deny what an agent asks for" },
    ],
  },
  answer: {
    description: "answer the question of an agent",
    least: "owner",
    readers: "all",
    worksAlone: false,
    parameters: {
      what: { description: "The number of the question", required: true },
      text: { description: "Your answer", required: true },
    },
    forms: [{ words: "ask_… TEXT", does: "answer the question of an agent" }],
  },
  confirm: {
    description: "confirm what a page wants to do",
    least: "owner",
    readers: "sender",
    worksAlone: true,
    parameters: { id: { description: "Which one, if several wait" } },
    forms: [
      { words: "[ID]", does: "confirm what a page wants to do: shows what changes, and a code for the page" },
    ],
  },
  budget: {
    description: "show what budgets have left, or raise one",
    least: "owner",
    readers: "sender",
    worksAlone: true,
    parameters: { what: { description: "extend SCOPE --usd AMOUNT" } },
    forms: [
      { words: "", does: "show what budgets have left" },
      { words: "extend SCOPE --usd AMOUNT", does: "raise a budget (also --tokens, --runs, --minutes)" },
    ],
  },
  spend: { description: "show what runs cost", least: "owner", readers: "sender", worksAlone: true },
  usage: {
    description: "show cost, budgets and providers",
    least: "owner",
    readers: "sender",
    worksAlone: true,
  },
  trends: { description: "show how well agents answer", least: "owner", readers: "sender", worksAlone: true },
  recall: {
    description: "search what the company knows",
    least: "owner",
    readers: "all",
    worksAlone: false,
    parameters: { what: { description: "Words or a question", required: true } },
    forms: [{ words: "WORDS", does: "search notes, documents and earlier answers" }],
  },
  ask: {
    description: "ask about TinyAGI itself",
    least: "owner",
    readers: "handler",
    worksAlone: false,
    parameters: { question: { description: "Your question", required: true } },
    forms: [
      { words: "QUESTION", does: "ask about TinyAGI itself: how it works, why something waits or failed" },
    ],
  },
  artifacts: {
    description: "list what agents made, or share it",
    least: "owner",
    readers: "sender",
    worksAlone: true,
    parameters: { what: { description: "share NUMBER [DAYS], or unshare share_…" } },
    forms: [
      { words: "", does: "list files that agents made" },
      { words: "share NUMBER [DAYS]", does: "create a public link to one" },
      { words: "unshare share_…", does: "revoke a public link" },
    ],
  },
  pull: {
    description: "show the pull request of a task, publish or merge it",
    least: "owner",
    readers: "sender",
    worksAlone: false,
    parameters: {
      task: { description: "The task, such as WEB-12", required: true },
      what: { description: "open TREE, or merge COMMIT" },
    },
    forms: [
      { words: "TASK", does: "show the pull request of a task, or what can be published" },
      { words: "TASK open TREE", does: "publish exactly the changes that were shown" },
      { words: "TASK merge COMMIT", does: "merge exactly the commit that was shown" },
    ],
  },
  model: {
    description: "show or change the model of who answers you",
    least: "owner",
    readers: "all",
    worksAlone: true,
    parameters: { agent: { description: "Agent or model" }, model: { description: "Model" } },
    forms: [
      { words: "[@id]", does: "show the model of who answers you" },
      { words: "[@id] MODEL", does: "change the model of who answers you" },
    ],
  },
  with: {
    description: "send one message with another model",
    least: "owner",
    readers: "all",
    worksAlone: false,
    parameters: { text: { description: "MODEL, effort=LEVEL or both, then your text", required: true } },
    forms: [{ words: "MODEL [effort=LEVEL] [@id] TEXT", does: "send one message with another model" }],
  },
  expose: {
    description: "show whether TinyOffice is open to elsewhere, or close it",
    least: "owner",
    readers: "sender",
    worksAlone: true,
    parameters: { what: { description: "stop: close it now" } },
    forms: [
      { words: "", does: "show whether TinyOffice is open to elsewhere" },
      { words: "stop", does: "close TinyOffice to elsewhere", readers: "all" },
    ],
  },
  restart: { description: "restart TinyAGI", least: "owner", readers: "all", worksAlone: true },
} as const satisfies Readonly<Record<string, ChatCommand>>;

/** The name of a chat command. */
export type ChatCommandName = keyof typeof CHAT_COMMANDS;

/** Other words for a command. */
export const CHAT_COMMAND_SYNONYMS: Readonly<Record<string, ChatCommandName>> = {
  agents: "agent",
  artifact: "artifacts",
  teams: "team",
  task: "tasks",
  schedules: "schedule",
  budgets: "budget",
};
