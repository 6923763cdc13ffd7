/** `/model`: shows or changes the model of the agent of a chat. The answer names what it was, with the command that undoes it. */
import { isAppError } from "@tinyagi/contracts";
import { modelAliases } from "@tinyagi/kernel";
import { agentOfChat, resolveAgent } from "./chat-agent.js";
import type { CommandCall, CommandParts, CommandResult } from "./command-call.js";
import type { Command } from "./parse-command.js";

type Parts = Pick<CommandParts, "store" | "directory" | "settings" | "desk">;

/** The word for no model of its own. */
const STANDARD = "default";
/** Names of models never contain others. */
const MODEL = /^[\w./:@+[\]-]{1,128}$/;
const ALIASES_SHOWN = 10;

export async function modelCommand(
  parts: Parts,
  { words }: Extract<Command, { name: "model" }>,
  call: CommandCall,
): Promise<CommandResult> {
  const named = words[0]?.startsWith("@") === true ? words[0] : undefined;
  const [model, more] = named === undefined ? words : words.slice(1);
  const agent = named === undefined ? agentOfChat(parts, call) : resolveAgent(parts, named);
  if (agent === undefined) return say("There is no such agent. List them with /agent.");
  if (model === undefined) return say(shownModel(parts, agent));
  if (more !== undefined || !MODEL.test(model)) return say("Usage: /model [@agent] MODEL");
  try {
    return say(await changed(parts, { agent, model }, call));
  } catch (error) {
    if (isAppError(error, "SETTINGS_INVALID") || isAppError(error, "FORBIDDEN")) return say(error.message);
    throw error;
  }
}

function shownModel({ settings }: Parts, agent: string): string {
  const now = settings();
  const { provider = "", model = "" } = now.agents[agent] ?? {};
  const aliases = [...modelAliases(provider, now).keys()].slice(0, ALIASES_SHOWN);
  return [
    `@${agent} uses ${nameOf(model)} of ${provider}. To change it: /model @${agent} MODEL`,
    ...(aliases.length === 0 ? [] : [`Short names: ${aliases.join(", ")}`]),
  ].join("\n");
}

async function changed(
  { settings, desk }: Parts,
  wanted: { agent: string; model: string },
  { caller, by }: CommandCall,
): Promise<string> {
  const { agent } = wanted;
  const model = wanted.model.toLowerCase() === STANDARD ? "" : wanted.model;
  const before = settings().agents[agent]?.model ?? "";
  if (model === before) return `@${agent} uses ${nameOf(model)} already.`;
  await desk.setModel({ caller, by }, { agent, model });
  return `@${agent} uses ${nameOf(model)} from its next run on. It was ${nameOf(before)}. To undo: /model @${agent} ${before === "" ? STANDARD : before}`;
}

function nameOf(model: string): string {
  return model === "" ? "the default model" : `the model ${model}`;
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
