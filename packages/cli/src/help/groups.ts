/** The groups of the overview: what a person needs on the first day is on top. */
import type { Command } from "commander";

/** In this order, the commands of each in theirs. */
const GROUPS: readonly (readonly [heading: string, names: readonly string[]])[] = [
  ["First day:", ["setup", "run", "agent", "office", "status", "doctor"]],
  ["Messages:", ["send", "chat", "attach", "conversation", "chatroom", "search", "queue", "why"]],
  ["Agents and teams:", ["team", "provider", "model", "skill", "memory", "heartbeat", "plugin", "reset"]],
  ["Planned work:", ["task", "project", "schedule", "digest", "webhook"]],
  ["Decisions and money:", ["needs", "approvals", "approve", "deny", "answer", "spend", "budgets", "budget"]],
  [
    "Runs:",
    [
      "runs",
      "top",
      "steer",
      "pause",
      "resume",
      "cancel",
      "retry",
      "fork",
      "compare",
      "trace",
      "trends",
      "graph",
      "replay",
    ],
  ],
  ["People and channels:", ["channel", "pairing", "token", "mcp"]],
  ["Settings and data:", ["config", "backup", "restore", "export", "import", "security"]],
  [
    "This machine:",
    ["start", "stop", "restart", "logs", "service", "tmux", "update", "uninstall", "login", "logout"],
  ],
];
const REST = "More:";
const RANKS: ReadonlyMap<string, number> = new Map(
  GROUPS.flatMap(([, names]) => names).map((name, at) => [name, at]),
);

/** Puts the commands of the program into groups, in the order of the groups. */
export function groupCommands(program: Command): void {
  program.commandsGroup(REST);
  for (const command of program.commands) command.helpGroup(getHeading(command.name()));
  const rank = (command: Command): number => RANKS.get(command.name()) ?? RANKS.size;
  (program.commands as Command[]).sort((a, b) => rank(a) - rank(b));
}

function getHeading(name: string): string {
  return GROUPS.find(([, names]) => names.includes(name))?.[0] ?? REST;
}
