/** `/new`: the next message of the person begins a new session. Other people's sessions stay. */
import { findUseRefusal, toSessionKey, useRefusalText } from "@tinyagi/kernel";
import { wordsIn } from "@tinyagi/views";
import { agentOfChat, resolveAgent } from "./chat-agent.js";
import type { CommandCall, CommandParts, CommandResult } from "./command-call.js";
import type { Command } from "./parse-command.js";

export function newSession(
  parts: Pick<CommandParts, "store" | "directory" | "settings">,
  { words: [written, more] }: Extract<Command, { name: "new" }>,
  call: CommandCall,
): CommandResult {
  if (more !== undefined)
    return say("Usage: /new [@agent]. To send a text too, write it as the next message.");
  const agent = written === undefined ? agentOfChat(parts, call) : resolveAgent(parts, written);
  if (agent === undefined) return say("There is no such agent. List them with /agent.");
  const { store } = parts;
  const settings = parts.settings();
  const refused = findUseRefusal({ store, settings }, call.asked, agent);
  if (refused !== undefined) return say(useRefusalText(refused, wordsIn(settings.language)));
  return {
    reply: () => {
      store.history.dropSession(agent, toSessionKey(store, settings.agents[agent]?.sessionScope, call.asked));
      return `Your next message to @${agent} begins a new session.`;
    },
  };
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
