/** The menu of the bot: the commands that every channel understands. */
export const BOT_COMMANDS = [
  { command: "help", description: "show what you can write" },
  { command: "agent", description: "list agents" },
  { command: "team", description: "list teams" },
  { command: "default", description: "choose who answers you" },
  { command: "status", description: "show running and waiting messages" },
  { command: "stop", description: "cancel your open requests" },
  { command: "pause", description: "pause your work" },
  { command: "resume", description: "resume your work" },
  { command: "reset", description: "start a new session for agents" },
  { command: "restart", description: "restart TinyAGI (owners)" },
] as const;
