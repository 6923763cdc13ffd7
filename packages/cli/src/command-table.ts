/**
 * Every command, in the order of the help text: what the overview shows of it, and the module that defines it. The
 * overview, the completion of a command's name and a suggestion for a typing error load no module.
 */
import type { Command } from "commander";
import type { CliContext } from "./context/context.js";

type Register = (program: Command, context: CliContext) => void;

export interface CommandRow {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  /** Works on this machine and its home, so that it cannot be asked of a daemon elsewhere. */
  readonly local?: true;
  readonly load: () => Promise<Register>;
}

const daemon = async (): Promise<Register> => (await import("./command/daemon/daemon.js")).registerDaemon;
const message = async (): Promise<Register> => (await import("./command/message/message.js")).registerMessage;

const steering = async (): Promise<Register> =>
  (await import("./command/steering/steering.js")).registerSteering;
const decisions = async (): Promise<Register> =>
  (await import("./command/approval/approval.js")).registerDecisions;
const login = async (): Promise<Register> => (await import("./command/login/login.js")).registerLogin;
const rerun = async (): Promise<Register> => (await import("./command/rerun/rerun.js")).registerRerun;

async function agent(): Promise<Register> {
  const [{ registerAgent }, { registerAgentFiles }] = await Promise.all([
    import("./command/agent/agent.js"),
    import("./command/agent/agent-files.js"),
  ]);
  return (program, context) => {
    registerAgent(program, context);
    registerAgentFiles(program, context);
  };
}

export const COMMANDS: readonly CommandRow[] = [
  {
    name: "start",
    local: true,
    summary: "start the daemon in the background",
    load: daemon,
  },
  {
    name: "stop",
    local: true,
    summary: "stop the daemon; running agents get time to finish",
    load: daemon,
  },
  {
    name: "restart",
    local: true,
    summary: "restart the daemon; no accepted message is lost",
    load: daemon,
  },
  {
    name: "demo",
    local: true,
    summary: "see a team at work in a minute, offline; leaves nothing behind",
    load: async () => (await import("./command/demo/demo.js")).registerDemo,
  },
  { name: "status", summary: "show the status of the daemon, the queue and the settings", load: daemon },
  {
    name: "needs",
    summary: "list what needs you, each with the command that settles it",
    load: async () => (await import("./command/needs/needs.js")).registerNeeds,
  },
  {
    name: "send",
    summary: "send a message; returns as soon as it is accepted",
    load: message,
  },
  {
    name: "run",
    summary: "send a message, watch the agents work, print the answer",
    load: message,
  },
  {
    name: "chat",
    summary: "talk with an agent or a team in the terminal",
    load: async () => (await import("./chat/register-chat.js")).registerChat,
  },
  {
    name: "attach",
    summary: "wait again for a conversation that you left, and print its answer",
    load: async () => (await import("./command/conversation/attach.js")).registerAttach,
  },
  { name: "agent", summary: "manage your agents", load: agent },
  {
    name: "provider",
    summary: "show or set the provider of this home",
    load: async () => (await import("./command/provider/provider.js")).registerProvider,
  },
  {
    name: "worker",
    summary: "run agents on other machines",
    load: async () => (await import("./command/worker/worker.js")).registerWorker,
  },
  {
    name: "model",
    summary: "show the models, or set the model of a provider and of all its agents",
    load: async () => (await import("./command/model/model.js")).registerModel,
  },
  {
    name: "team",
    summary: "manage your teams",
    load: async () => (await import("./command/team/team.js")).registerTeam,
  },
  {
    name: "top",
    summary: "show live what every agent does now, busy ones first",
    load: async () => (await import("./command/agent/top.js")).registerTop,
  },
  {
    name: "plugin",
    summary: "manage the plugins of this home",
    load: async () => (await import("./command/plugin/plugin.js")).registerPlugin,
  },
  {
    name: "skill",
    summary: "manage the skills of an agent",
    load: async () => (await import("./command/skill/skill.js")).registerSkill,
  },
  {
    name: "memory",
    summary: "manage the notes of an agent",
    load: async () => (await import("./command/memory/memory.js")).registerMemory,
  },
  {
    name: "company",
    summary: "manage what all agents know together",
    load: async () => (await import("./command/company/company.js")).registerCompany,
  },
  {
    name: "artifact",
    summary: "see and share files that agents made",
    load: async () => (await import("./command/artifact/artifact.js")).registerArtifact,
  },
  {
    name: "ask",
    summary: "ask about TinyAGI itself: how it works, why something waits or failed",
    load: async () => (await import("./command/ask/ask.js")).registerAsk,
  },
  {
    name: "schedule",
    summary: "send messages at set times, once or repeatedly",
    load: async () => (await import("./command/schedule/schedule.js")).registerSchedule,
  },
  {
    name: "digest",
    summary: "send one report a day of what was done, what it cost, and what waits",
    load: async () => (await import("./command/digest/digest.js")).registerDigest,
  },
  {
    name: "heartbeat",
    summary: "regularly ask agents whether there is work to do",
    load: async () => (await import("./command/heartbeat/heartbeat.js")).registerHeartbeat,
  },
  {
    name: "task",
    summary: "manage the task board",
    load: async () => (await import("./command/task/task.js")).registerTask,
  },
  {
    name: "project",
    summary: "manage the projects of the task board",
    load: async () => (await import("./command/project/project.js")).registerProject,
  },
  {
    name: "search",
    summary: "search messages, replies, posts, tasks and comments, best first",
    load: async () => (await import("./command/search/search.js")).registerSearch,
  },
  {
    name: "channel",
    alias: "channels",
    summary: "connect chat platforms such as Telegram, and show their state",
    load: async () => (await import("./command/channel/channel.js")).registerChannel,
  },
  {
    name: "push",
    summary: "manage the browsers that are notified while no page is open",
    load: async () => (await import("./command/push/push.js")).registerPush,
  },
  {
    name: "expose",
    summary: "open TinyOffice to your other devices for a time, with TLS and a login",
    load: async () => (await import("./command/expose/expose.js")).registerExpose,
  },
  {
    name: "confirm",
    summary: "show what a page wants to change, and get the code that confirms it",
    load: async () => (await import("./command/confirmation/confirm.js")).registerConfirm,
  },
  {
    name: "pairing",
    summary: "decide who may write to your agents from chat channels",
    load: async () => (await import("./command/pairing/pairing.js")).registerPairing,
  },
  {
    name: "steer",
    summary: "give a text to a run while it works",
    load: steering,
  },
  { name: "pause", summary: "pause a run until you resume it", load: steering },
  { name: "resume", summary: "resume a paused run", load: steering },
  {
    name: "cancel",
    summary: "cancel the message a run works on, and notify its sender",
    load: steering,
  },
  {
    name: "approvals",
    summary: "list what waits for your decision",
    load: async () => (await import("./command/approval/approval.js")).registerApprovals,
  },
  {
    name: "approve",
    summary: "approve what an agent asks for",
    load: decisions,
  },
  {
    name: "deny",
    summary: "deny what an agent asks for",
    load: decisions,
  },
  {
    name: "answer",
    summary: "answer an agent's question",
    load: decisions,
  },
  {
    name: "queue",
    summary: "show and change the message queue and its dead letters",
    load: async () => (await import("./command/queue/queue.js")).registerQueue,
  },
  {
    name: "runs",
    summary: "list runs of agents, newest first",
    load: async () => (await import("./command/conversation/conversation.js")).registerRuns,
  },
  {
    name: "why",
    summary: "explain why a message was, or was not, answered",
    load: async () => (await import("./command/insight/why.js")).registerWhy,
  },
  { name: "retry", summary: "run the message of a run again", load: rerun },
  {
    name: "fork",
    summary: "run the message of a run again with another text",
    load: rerun,
  },
  {
    name: "compare",
    summary: "compare two runs: agents, answers, time, tokens and cost",
    load: rerun,
  },
  {
    name: "trace",
    summary: "show what the runs of a message or a conversation did, and when",
    load: async () => (await import("./command/trace/trace.js")).registerTrace,
  },
  {
    name: "graph",
    summary: "show the sub-agents of a run as a graph with states",
    load: async () => (await import("./command/graph/graph.js")).registerGraph,
  },
  {
    name: "replay",
    summary: "show the steps of a run's sub-agents",
    load: async () => (await import("./command/graph/replay.js")).registerReplay,
  },
  {
    name: "spend",
    summary: "show the cost of runs, as reported by the providers",
    load: async () => (await import("./command/insight/spend.js")).registerSpend,
  },
  {
    name: "trends",
    summary: "show how reliably and how fast agents answer",
    load: async () => (await import("./command/insight/trends.js")).registerTrends,
  },
  {
    name: "budgets",
    summary: "list budgets with what is used",
    load: async () => (await import("./command/budget/budget.js")).registerBudgets,
  },
  {
    name: "budget",
    summary: "raise a budget, list what budgets stopped",
    load: async () => (await import("./command/budget/budget.js")).registerBudget,
  },
  {
    name: "conversation",
    summary: "list, show, mark as read and cancel conversations",
    load: async () => (await import("./command/conversation/conversation.js")).registerConversation,
  },
  {
    name: "logs",
    local: true,
    summary: "show the log of the daemon",
    load: async () => (await import("./command/log/logs.js")).registerLogs,
  },
  {
    name: "reset",
    summary: "reset agents (short for: agent reset)",
    load: async () => (await import("./command/agent/agent.js")).registerReset,
  },
  {
    name: "config",
    summary: "show, change, check and restore the settings",
    load: async () => (await import("./command/settings/config.js")).registerConfig,
  },
  {
    name: "backup",
    local: true,
    summary: "back up this home into one file: database, settings with keys, files, agents",
    load: async () => (await import("./command/backup/backup.js")).registerBackup,
  },
  {
    name: "restore",
    local: true,
    summary: "restore a backup into this home; the current data is moved aside",
    load: async () => (await import("./command/backup/restore.js")).registerRestore,
  },
  {
    name: "export",
    summary: "write a team to a file that others can import",
    load: async () => (await import("./command/import/export.js")).registerExport,
  },
  {
    name: "import",
    local: true,
    summary: "import from another product, an older home, or a team from a template",
    load: async () => (await import("./command/import/import.js")).registerImport,
  },
  {
    name: "mcp",
    summary: "connect an MCP client to the daemon, or manage your own MCP servers for agents",
    load: async () => (await import("./command/mcp/mcp.js")).registerMcp,
  },
  {
    name: "acp",
    summary: "talk with an agent or a team in your editor, over the Agent Client Protocol",
    load: async () => (await import("./acp/register-acp.js")).registerAcp,
  },
  {
    name: "token",
    summary: "manage the tokens of channel clients",
    load: async () => (await import("./command/token/token.js")).registerToken,
  },
  {
    name: "webhook",
    summary: "let other services send events to your agents through signed calls",
    load: async () => (await import("./command/webhook/webhook.js")).registerWebhook,
  },
  {
    name: "security",
    local: true,
    summary: "check the protection of agents, the API and secrets",
    load: async () => (await import("./command/security/security.js")).registerSecurity,
  },
  {
    name: "doctor",
    local: true,
    summary: "find problems on this machine and in this home; --fix repairs what it can",
    load: async () => (await import("./command/doctor/doctor.js")).registerDoctor,
  },
  {
    name: "update",
    local: true,
    summary: "install a newer version; if it does not work, the old one and its data come back",
    load: async () => (await import("./command/update/update.js")).registerUpdate,
  },
  {
    name: "uninstall",
    local: true,
    summary: "remove TinyAGI from this machine, with or without its data",
    load: async () => (await import("./command/update/uninstall.js")).registerUninstall,
  },
  {
    name: "container",
    local: true,
    summary: "build and check the container in which agents can run",
    load: async () => (await import("./command/container/container.js")).registerContainer,
  },
  {
    name: "service",
    local: true,
    summary: "run TinyAGI as a service that starts at boot and after a crash",
    load: async () => (await import("./command/service/service.js")).registerService,
  },
  {
    name: "tmux",
    local: true,
    summary: "open the daemon and its views in a tmux session that survives the terminal",
    load: async () => (await import("./command/service/tmux.js")).registerTmux,
  },
  {
    name: "office",
    summary: "open TinyOffice, the browser portal; --url prints a link that works once, for 30 seconds",
    load: async () => (await import("./command/office/office.js")).registerOffice,
  },
  {
    name: "docs",
    summary: "print a link that opens the API documentation in a browser; it works once, for 30 seconds",
    load: async () => (await import("./command/openapi/docs.js")).registerDocs,
  },
  {
    name: "setup",
    summary: "set up a home: what was found, a team, a first answer; also without questions",
    load: async () => (await import("./command/setup/setup.js")).registerSetup,
  },
  {
    name: "chatroom",
    alias: "room",
    summary: "list, read, post to and follow the chat rooms of teams",
    load: async () => (await import("./command/room/chatroom.js")).registerChatroom,
  },
  {
    name: "login",
    summary: "let every command ask a daemon elsewhere",
    load: login,
  },
  { name: "logout", summary: "ask the daemon of this machine again", load: login },
  {
    name: "completion",
    summary: "print the completion script for a shell",
    load: async () => (await import("./command/completion/completion.js")).registerCompletion,
  },
  {
    name: "version",
    summary: "print the version (also -v, --version)",
    load: async () => (await import("./command/update/version.js")).registerVersion,
  },
];
