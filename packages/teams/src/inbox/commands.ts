/**
 * Implements the chat commands. Who may use each one is checked in one place, before its handler. A handler does its slow work first; the `reply` it
 * returns runs inside the transaction that stores the answer.
 */

import { chatCommandLines, isAppError, ROLES } from "@tinyagi/contracts";
import { needCounts, type Pairing } from "@tinyagi/features";
import { findUseRefusal, toSessionKey } from "@tinyagi/kernel";
import {
  duration,
  type NeedCounts,
  needCount,
  needKinds,
  needSentence,
  type ViewWords,
  wordsIn,
} from "@tinyagi/views";
import { createLookup, type Directory } from "../routing/directory.js";
import { artifactsCommand } from "./artifacts-command.js";
import { budgetCommand } from "./budget-command.js";
import type { CommandCall, CommandParts, CommandResult } from "./command-call.js";
import { commandRefusal, isForSenderAlone } from "./command-rights.js";
import { confirmAct } from "./confirm-act.js";
import { decideApproval } from "./decide-approval.js";
import { exposeCommand } from "./expose-command.js";
import { listApprovals } from "./list-approvals.js";
import { modelCommand } from "./model-command.js";
import { newSession } from "./new-session.js";
import type { Command, CommandName } from "./parse-command.js";
import { pullCommand } from "./pull-command.js";
import { recallCommand } from "./recall-command.js";
import { cancelWork, retryWork } from "./retry-work.js";
import { scheduleCommand } from "./schedule-command.js";
import { spendCommand, usageCommand } from "./spend-command.js";
import { steerWork } from "./steer-work.js";
import { applySticky, describeTarget, stickyRefusal } from "./sticky-default.js";
import { listTasks } from "./task-list.js";
import { trendsCommand } from "./trends-command.js";
import { misusedText, unknownText } from "./unknown-command.js";
import { whyWork } from "./why-work.js";

type Handler<N extends CommandName> = (
  parts: CommandParts,
  command: Extract<Command, { name: N }>,
  call: CommandCall,
) => CommandResult | Promise<CommandResult>;

const say = (text: string): CommandResult => ({ reply: () => text });

const HANDLERS: { readonly [N in CommandName]: Handler<N> } = {
  agent: (parts, _command, call) => say(listAgents(parts, call)),
  team: (parts) => say(listTeams(parts.directory())),
  help: (parts, _command, call) => say(helpText(parts, call)),
  status: (parts, _command, call) => say(statusText(parts, call)),
  reset: (parts, command, call) => reset(parts, command.ids, call),
  default: (parts, command, call) => stickyDefault(parts, command.argument, call),
  stop: stop,
  restart: (parts) => restart(parts),
  approve: approve,
  deny: deny,
  confirm: confirmAct,
  decide: decideApproval,
  steer: steerWork,
  new: newSession,
  retry: retryWork,
  why: whyWork,
  cancel: cancelWork,
  tasks: (parts, _command, call) => listTasks(parts, call),
  schedule: scheduleCommand,
  approvals: (parts, _command, call) => listApprovals(parts, call),
  budget: budgetCommand,
  spend: (parts) => spendCommand(parts),
  usage: (parts) => usageCommand(parts),
  trends: (parts) => trendsCommand(parts),
  recall: recallCommand,
  // Loaded with the first question.
  ask: async (parts, command, call) => (await import("./ask-command.js")).askCommand(parts, command, call),
  artifacts: artifactsCommand,
  pull: pullCommand,
  expose: exposeCommand,
  model: modelCommand,
  // One that names a model and a text is a message: the inbox passes it on.
  with: (_parts, { name }, { role }) => say(misusedText(name, role)),
  misused: (_parts, { command }, { role }) => say(misusedText(command, role)),
  unknown: (_parts, { word }, { role }) => say(unknownText(word, role)),
};

function restart({ host }: CommandParts): CommandResult {
  const refusal = host.restartRefusal();
  if (refusal !== undefined) return say(refusal);
  return { reply: () => "Restarting TinyAGI...", afterwards: () => host.restart() };
}

/** Runs a command if the table says that the role may use it, and that its answer may be read here. A refusal is a normal reply. */
export function runCommand(
  parts: CommandParts,
  command: Command,
  call: CommandCall,
): CommandResult | Promise<CommandResult> {
  const refusal = commandRefusal(command, call.role);
  if (refusal !== undefined) return say(refusal);
  if (isForSenderAlone(command, call)) return say(wordsIn(parts.settings().language).chat.privately);
  // The key and the command's name always match, but the compiler cannot see this through a union.
  const handler = HANDLERS[command.name] as Handler<CommandName>;
  return handler(parts, command, call);
}

/** Those that the reader may use. */
function listAgents(parts: CommandParts, { asked }: CommandCall): string {
  const { agents } = parts.directory();
  if (agents.size === 0) return "No agents are configured yet. Add one with `tinyagi agent add`.";
  const settings = parts.settings();
  const configured = settings.agents;
  const open = [...agents].filter(
    ([id]) => findUseRefusal({ store: parts.store, settings }, asked, id) === undefined,
  );
  if (open.length === 0) return "No agent is open to you. Ask an owner.";
  const lines = open.map(([id, { name }]) => {
    const agent = configured[id];
    const model = agent === undefined ? "" : ` [${[agent.provider, agent.model].filter(Boolean).join("/")}]`;
    return `@${id} - ${name}${model}`;
  });
  return [
    "Agents:",
    ...lines,
    "",
    "Send @id and a text to write to one. Send @id alone to make it your default.",
  ].join("\n");
}

function listTeams({ teams }: Directory): string {
  if (teams.size === 0) return "No teams are configured yet. Add one with `tinyagi team add`.";
  const lines = [...teams].map(
    ([id, team]) =>
      `@${id} - ${team.name}: ${team.agents.map((agent) => `@${agent}${agent === team.leader ? " (leader)" : ""}`).join(", ")}`,
  );
  return ["Teams:", ...lines].join("\n");
}

function helpText(parts: CommandParts, { role, target }: CommandCall): string {
  const bound = target === undefined ? undefined : describeTarget(target, parts.directory());
  const to = bound == null ? "the default" : `@${target} here`;
  return [
    `Write @id and a text to reach an agent or team. Text without @ goes to ${to}.`,
    "",
    ...chatCommandLines(role),
  ].join("\n");
}

/** Only an owner is told what waits for owners. */
function statusText({ store, desk, host, directory, settings }: CommandParts, { role }: CommandCall): string {
  const counts = new Map(store.messages.countByStatus().map((row) => [row.status, row.n]));
  const { version, uptime } = host.status();
  const { agents, teams } = directory();
  const words = wordsIn(settings().language);
  const { status } = words.chat;
  const needs = needCounts({ store, circuits: desk.circuits });
  return [
    status.runs(version, duration(uptime * 1_000, words)),
    status.has(agents.size, teams.size),
    status.messages(counts.get("processing") ?? 0, counts.get("pending") ?? 0, needs.dead),
    ...(role === "owner" ? [needsText(needs, words)] : []),
  ].join("\n");
}

/** How much it is, and where it is decided: dead letters are not among `/approvals`. */
function needsText(needs: NeedCounts, words: ViewWords): string {
  const count = needCount(needs);
  const sentence = needSentence(count, words);
  if (count === 0) return sentence;
  const isAsked = needs.approvals + needs.questions > 0;
  return `${sentence} ${words.chat.status.needs(needKinds(needs, words), isAsked)}`;
}

/** An owner resets an agent for everybody, everybody else only the session that the own next message would continue. */
function reset(
  { store, directory, settings }: CommandParts,
  ids: readonly string[],
  { asked, role }: CommandCall,
): CommandResult {
  if (ids.length === 0)
    return say("Usage: /reset @agent_id [@agent_id2 ...]\nSpecify which agent(s) to reset.");
  return {
    reply: () =>
      ids
        .map((id) => {
          const agent = directory().agents.get(id);
          if (agent === undefined) return `Agent '${id}' not found.`;
          if (ROLES[role].shares) {
            store.history.dropSessions(id);
            return `Reset @${id} (${agent.name}).`;
          }
          store.history.dropSession(id, toSessionKey(store, settings().agents[id]?.sessionScope, asked));
          return `Reset your session with @${id} (${agent.name}).`;
        })
        .join("\n"),
  };
}

function stickyDefault(parts: CommandParts, argument: string | null, call: CommandCall): CommandResult {
  const directory = parts.directory();
  if (argument === null) {
    if (call.target !== undefined)
      return say(`Here, messages without @ go to @${call.target}, whatever your default is.`);
    const current = parts.store.senderDefaults.get(call.person.channel, call.person.senderKey);
    const what = current === undefined ? null : describeTarget(current, directory);
    return say(
      what === null
        ? `No default agent is set: messages without @ go to @${directory.defaultAgent ?? "nobody"}.`
        : `Your messages go to ${what}. Send @default to clear.`,
    );
  }
  const address = createLookup(directory).find(argument);
  const clear = ["clear", "default", "none"].includes(argument.toLowerCase());
  if (!clear && address === null) return say(`There is no @${argument}. List them with /agent and /team.`);
  const refused = clear || address === null ? undefined : stickyRefusal(parts, call.asked, address);
  if (refused !== undefined) return say(refused);
  const now = parts.clock.now();
  const change =
    clear || address === null ? ({ kind: "clear" } as const) : ({ kind: "set", address } as const);
  return { reply: () => applySticky({ store: parts.store, directory, now }, call.person, change) };
}

async function stop(
  { stopWork }: CommandParts,
  { all }: Extract<Command, { name: "stop" }>,
  call: CommandCall,
): Promise<CommandResult> {
  const { conversations, messages } = await stopWork(all ? null : call.person);
  if (conversations === 0) return say(all ? "Nothing is running." : "You have nothing running.");
  const what = conversations === 1 ? "1 conversation" : `${conversations} conversations`;
  return say(`Stopped ${what} (${messages === 1 ? "1 message" : `${messages} messages`}).`);
}

async function approve(
  { pairing }: CommandParts,
  { code, role }: Extract<Command, { name: "approve" }>,
  call: CommandCall,
): Promise<CommandResult> {
  // A page needs a confirmation to admit a sender. It asks for one on its page Channels.
  if (call.caller === "page")
    return say(
      "A page cannot approve a sender with a message. Use the page Channels, or: tinyagi pairing approve CODE",
    );
  if (code === null) return say("Usage: /approve CODE [owner|member|guest]");
  return answered(async () => {
    const row = await pairing.approve(code, { ...toScope(call), ...(role === null ? {} : { role }) });
    return `Approved ${row.sender} on ${row.channel} as ${row.role}.`;
  });
}

async function deny(
  { pairing }: CommandParts,
  { code }: Extract<Command, { name: "deny" }>,
  call: CommandCall,
): Promise<CommandResult> {
  if (code === null) return say("Usage: /deny CODE");
  return answered(async () => {
    await pairing.dismiss(code, toScope(call));
    return "Refused. TinyAGI ignores this sender for a day.";
  });
}

/** Where strangers can write, an owner decides about senders of that channel only. */
function toScope(call: CommandCall): Parameters<Pairing["dismiss"]>[1] {
  return call.open ? { by: call.by, channel: call.channel } : { by: call.by };
}

async function answered(act: () => Promise<string>): Promise<CommandResult> {
  try {
    return say(await act());
  } catch (error) {
    if (isAppError(error, "NOT_FOUND") || isAppError(error, "RATE_LIMITED")) return say(error.message);
    throw error;
  }
}
