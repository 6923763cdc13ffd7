/**
 * TinyAGI's own tools that a plan can give to a sub-agent. Starting sub-agents is not among them: a plan allows it with
 * `canSpawn`.
 */
export const AGENT_TOOLS = [
  "list_team",
  "send_message",
  "post_room",
  "ask_human",
  "remember",
  "recall",
  "propose_note",
  "create_task",
  "update_task",
  "send_file",
  "schedule",
] as const;
