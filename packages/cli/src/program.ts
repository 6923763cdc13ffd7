/** Builds the command tree. Only the module of the requested command is loaded; help needs all of them. */
import { Command } from "commander";
import type { CliContext } from "./context/context.js";
import { spreadExamples } from "./help/examples.js";

type Register = (program: Command, context: CliContext) => void;

const daemon = async (): Promise<Register> => (await import("./command/daemon.js")).registerDaemon;
const message = async (): Promise<Register> => (await import("./command/message.js")).registerMessage;

const chatroom = async (): Promise<Register> => (await import("./command/chatroom.js")).registerChatroom;

/** Commands and the module that defines each, in the order of the help text. */
const MODULES: Readonly<Record<string, () => Promise<Register>>> = {
  start: daemon,
  stop: daemon,
  restart: daemon,
  status: daemon,
  send: message,
  run: message,
  agent: async () => {
    const [agent, files] = await Promise.all([
      import("./command/agent.js"),
      import("./command/agent-files.js"),
    ]);
    return (program, context) => {
      agent.registerAgent(program, context);
      files.registerAgentFiles(program, context);
    };
  },
  provider: async () => (await import("./command/provider.js")).registerProvider,
  model: async () => (await import("./command/model.js")).registerModel,
  team: async () => (await import("./command/team.js")).registerTeam,
  plugin: async () => (await import("./command/plugin.js")).registerPlugin,
  skill: async () => (await import("./command/skill.js")).registerSkill,
  memory: async () => (await import("./command/memory.js")).registerMemory,
  schedule: async () => (await import("./command/schedule.js")).registerSchedule,
  heartbeat: async () => (await import("./command/heartbeat.js")).registerHeartbeat,
  task: async () => (await import("./command/task.js")).registerTask,
  project: async () => (await import("./command/project.js")).registerProject,
  search: async () => (await import("./command/search.js")).registerSearch,
  pairing: async () => (await import("./command/pairing.js")).registerPairing,
  queue: async () => (await import("./command/queue.js")).registerQueue,
  runs: async () => (await import("./command/conversation.js")).registerRuns,
  why: async () => (await import("./command/why.js")).registerWhy,
  trace: async () => (await import("./command/trace.js")).registerTrace,
  spend: async () => (await import("./command/spend.js")).registerSpend,
  conversation: async () => (await import("./command/conversation.js")).registerConversation,
  logs: async () => (await import("./command/logs.js")).registerLogs,
  reset: async () => (await import("./command/agent.js")).registerReset,
  config: async () => (await import("./command/config.js")).registerConfig,
  backup: async () => (await import("./command/backup.js")).registerBackup,
  restore: async () => (await import("./command/restore.js")).registerRestore,
  export: async () => (await import("./command/export.js")).registerExport,
  import: async () => (await import("./command/import.js")).registerImport,
  token: async () => (await import("./command/token.js")).registerToken,
  webhook: async () => (await import("./command/webhook.js")).registerWebhook,
  security: async () => (await import("./command/security.js")).registerSecurity,
  doctor: async () => (await import("./command/doctor.js")).registerDoctor,
  docs: async () => (await import("./command/docs.js")).registerDocs,
  setup: async () => (await import("./command/setup.js")).registerSetup,
  chatroom,
  room: chatroom,
  completion: async () => (await import("./command/completion.js")).registerCompletion,
  version: async () => (await import("./command/version.js")).registerVersion,
};

const EXAMPLES = `
Examples:
  tinyagi                          start the daemon and show its status
  tinyagi run '@demo say hello'    watch agents answer a message
  tinyagi agent list               list your agents
  tinyagi doctor                   find problems on this machine

Environment:
  TINYAGI_HOME        folder for settings and data (default: ~/.tinyagi)
  TINYAGI_API_PORT    port of the daemon (default: 3777)
  TINYAGI_WORKSPACE   folder in which new agents get their workspaces
  NO_COLOR            set it to any value to turn colours off
`;

/** Whether a word is a command. */
function isCommand(word: string): boolean {
  return Object.hasOwn(MODULES, word);
}

/** Builds the program for these words (without node and script). */
export async function buildProgram(context: CliContext, words: readonly string[]): Promise<Command> {
  const program = new Command("tinyagi")
    .description("run a team of AI agents from the terminal")
    .option("--json", "print JSON, in the same format as the API")
    .option("--plain", "print without colours, boxes or redrawn lines")
    .helpOption("-h, --help", "show help for a command")
    .addHelpText("after", EXAMPLES)
    .showSuggestionAfterError(true)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.output.text(text),
      writeErr: (text) => context.output.errorText(text),
      // Errors are printed in one place, as text or as JSON.
      outputError: () => undefined,
    });
  const first = words.find((word) => !word.startsWith("-"));
  const wanted = first !== undefined && isCommand(first) ? MODULES[first] : undefined;
  const loaders = wanted === undefined ? new Set(Object.values(MODULES)) : [wanted];
  for (const load of loaders) (await load())(program, context);
  spreadExamples(program);
  return program;
}
