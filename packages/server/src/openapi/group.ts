/** Groups the routes of the API's description by topic, even if their paths start differently. */

/** First path segments that belong to another group. All others are their own group. */
const GROUPS: Readonly<Record<string, string>> = {
  "agent-messages": "agents",
  chatroom: "teams",
  chats: "teams",
  comments: "tasks",
  projects: "tasks",
  "custom-providers": "providers",
  docs: "daemon",
  healthz: "daemon",
  logs: "daemon",
  metrics: "daemon",
  network: "daemon",
  "openapi.json": "daemon",
  services: "daemon",
  setup: "settings",
  status: "daemon",
  files: "messages",
  message: "messages",
  responses: "messages",
  "schedule-times": "schedules",
  session: "access",
  tokens: "access",
  expose: "access",
  hooks: "webhooks",
  v1: "openai",
};

/** @param path of a route, e.g. `/api/comments/:id` */
export function getGroup(path: string): string {
  const word = path.replace(/^\/api\//, "/").split("/")[1] ?? "";
  return Object.hasOwn(GROUPS, word) ? (GROUPS[word] ?? word) : word;
}
