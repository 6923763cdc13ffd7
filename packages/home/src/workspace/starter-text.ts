/** The first content of a new workspace's files. Short: the prompt explains the protocol; files would become outdated. */
import type { AgentConfig } from "@tinyagi/contracts";

export const AGENTS_FILE = "AGENTS.md";
export const SOUL_FILE = ".tinyagi/SOUL.md";
export const HEARTBEAT_FILE = "heartbeat.md";
export const STARTER_FILES = [AGENTS_FILE, SOUL_FILE, HEARTBEAT_FILE] as const;
export type StarterFile = (typeof STARTER_FILES)[number];

/** The starter texts of one agent. */
export function starterTexts(
  agentId: string,
  agent: Pick<AgentConfig, "name" | "role">,
): Readonly<Record<StarterFile, string>> {
  const name = oneLine(agent.name);
  const role = agent.role === undefined ? "" : `\nRole: ${oneLine(agent.role)}\n`;
  return {
    [AGENTS_FILE]: `<!-- Instructions for @${agentId}. What you write below becomes part of every prompt of this agent. -->\n`,
    [SOUL_FILE]: `# ${name}\n${role}\nWho you are, what you have learned and how you like to work. Keep it short and up to date.\n`,
    [HEARTBEAT_FILE]:
      "Check for work that is waiting for you: open tasks, promises you made, things that changed.\n" +
      "If there is nothing, answer: nothing to report.\n",
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
