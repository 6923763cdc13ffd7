/**
 * A valid call of every route, in an order that works: later calls use the results of earlier ones. Each has the keys
 * that 0.0.20 answered with, and a well-formed id that does not exist.
 */
import type { CallArguments } from "@tinyagi/client";
import type { JsonRouteName } from "../../packages/client/src/call.js";

export interface RouteCase<N extends JsonRouteName> {
  args: (ids: ReadonlyMap<string, string>) => CallArguments<N> | Record<never, never>;
  /** Keys of the answer (or of each of its rows) that clients of 0.0.20 read. */
  legacy?: readonly string[];
  /** The same of objects in the answer (or of the first of a list in it), by their key. */
  inside?: Readonly<Record<string, readonly string[]>>;
  /** Keeps ids of the answer for later calls. */
  keep?: (answer: never, ids: Map<string, string>) => void;
  /** The status for an id that nothing has; default 404. */
  unknown?: number;
  /** Parameters that nothing has, of the right form. */
  nobody?: Readonly<Record<string, string>>;
  /** Why it is not called here, and which test does. */
  elsewhere?: string;
}
type Cases = { readonly [N in JsonRouteName]: RouteCase<N> };

const AGENT = { id: "nobody" };
const coder = () => ({ params: { id: "coder" } });
const id = (ids: ReadonlyMap<string, string>, name: string) => ids.get(name) ?? "";
const params = (name: string) => (ids: ReadonlyMap<string, string>) => ({ params: { id: id(ids, name) } });
const none = () => ({});
/** Of the right form, and of nothing. */
const NO_DIGEST = "0".repeat(64);
const ARTIFACTS = "packages/server/src/handlers/artifact";
const NO_PROPOSAL = "prop_0000";

const TASK = [
  ...["id", "number", "title", "description", "status", "assignee", "assigneeType", "sortOrder"],
  ...["createdAt", "updatedAt", "identifier"],
];
const PROJECT = ["id", "name", "description", "prefix", "color", "status", "createdAt", "updatedAt"];
const HISTORY = ["id", "agent_id", "role", "channel", "sender", "message_id", "content", "created_at"];
const RESPONSE = ["id", "channel", "sender", "senderId", "message", "originalMessage", "messageId", "agent"];
const COMMENT = ["id", "taskId", "author", "authorType", "content", "createdAt"];
const CONFIGURED = ["name", "provider", "model", "working_directory"];
const TEAM = ["name", "agents", "leader_agent"];
const CUSTOM = ["name", "harness", "base_url", "api_key"];
const SCHEDULE = [
  ...["id", "label", "cron", "agentId", "message", "channel", "sender", "enabled", "createdAt"],
];

export const ROUTE_CALLS: Cases = {
  healthz: { args: none },
  status: {
    args: none,
    legacy: ["ok", "uptime", "server", "channels", "heartbeat"],
    inside: { server: ["running", "port"], heartbeat: ["running", "interval", "lastSent"] },
  },
  logs: { args: none, legacy: ["lines"] },
  sendMessage: { args: () => ({ body: { message: "@coder hi" } }), legacy: ["ok", "messageId"] },
  listResponses: { args: none, legacy: [...RESPONSE, "timestamp"] },
  listPendingResponses: { args: () => ({ query: { channel: "discord" } }), legacy: RESPONSE },
  createResponse: {
    args: () => ({ body: { channel: "discord", sender: "Kim", senderId: "7", message: "by the way" } }),
    legacy: ["ok", "messageId"],
  },
  claimResponses: {
    args: () => ({ body: { channel: "discord", limit: 2 } }),
    keep: (answer: { responses: { id: number }[] }, ids) => {
      for (const [index, row] of answer.responses.entries()) ids.set(`response${index}`, String(row.id));
    },
  },
  failResponse: {
    args: (ids) => ({ params: { id: id(ids, "response1") }, body: { error: "the network" } }),
    nobody: { id: "999999" },
  },
  listUndelivered: { args: none },
  retryResponse: { args: params("response1"), nobody: { id: "999999" } },
  // 0.0.20 answered every acknowledgement with ok, and its channels count on that.
  ackResponse: { args: params("response0"), legacy: ["ok"], unknown: 200, nobody: { id: "999999" } },
  queueStatus: {
    args: none,
    legacy: ["incoming", "queued", "processing", "completed", "dead", "outgoing"],
  },
  queueAgents: { args: none, legacy: ["agent", "pending", "queued", "processing"] },
  queueLanes: { args: none },
  queueProcessing: {
    args: none,
    legacy: [
      ...["id", "messageId", "channel", "sender", "message", "agent", "status", "processAlive"],
      ...["startedAt", "duration"],
    ],
  },
  killProcessing: {
    args: params("processing"),
    legacy: ["ok", "agent", "processKilled"],
    nobody: { id: "999999" },
  },
  queueDead: {
    args: none,
    legacy: ["id", "data", "failedReason", "attemptsMade", "timestamp"],
    inside: { data: ["channel", "sender", "senderId", "message", "messageId", "agent"] },
  },
  deadSummary: { args: none },
  deleteDead: { args: params("dead0"), legacy: ["ok"], nobody: { id: "999999" } },
  purgeDead: { args: (ids) => ({ body: { ids: [Number(id(ids, "dead1"))] } }) },
  retryDead: { args: params("dead2"), legacy: ["ok"], nobody: { id: "999999" } },
  retryAllDead: { args: () => ({ body: { agent: "broken", limit: 1 } }) },
  listConversations: { args: none },
  conversationThread: { args: params("conversation"), nobody: { id: "conv_nothing0000" } },
  getConversation: { args: params("conversation"), nobody: { id: "conv_nothing0000" } },
  markConversationRead: {
    args: (ids) => ({ params: { id: id(ids, "conversation") }, body: { replyId: 1 } }),
    nobody: { id: "conv_nothing0000" },
  },
  cancelConversation: { args: params("open"), nobody: { id: "conv_nothing0000" } },
  whyMessage: { args: params("message"), nobody: { id: "nothing" } },
  listRuns: { args: none },
  getRun: { args: params("run"), nobody: { id: "run_nothing00000" } },
  runTree: { args: params("run"), nobody: { id: "run_nothing00000" } },
  runGraph: {
    args: params("run"),
    elsewhere: "packages/server/src/handlers/graph/graph-handlers.test.ts",
    nobody: { id: "run_nothing00000" },
  },
  runReplay: {
    args: params("run"),
    elsewhere: "packages/server/src/handlers/graph/graph-handlers.test.ts",
    nobody: { id: "run_nothing00000" },
  },
  runTrace: { args: params("run"), nobody: { id: "run_nothing00000" } },
  compareRuns: {
    args: (ids) => ({ query: { a: id(ids, "run"), b: id(ids, "run") } }),
  },
  retryRun: { args: params("run"), nobody: { id: "run_nothing00000" } },
  forkRun: {
    args: (ids) => ({ params: { id: id(ids, "run") }, body: { prompt: "in French" } }),
    nobody: { id: "run_nothing00000" },
  },
  runLog: { args: params("run"), nobody: { id: "run_nothing00000" } },
  listEvents: { args: none },
  runDiff: { args: params("run"), nobody: { id: "run_nothing00000" } },
  spend: { args: none },
  trends: { args: none },
  listBudgets: { args: none },
  listBudgetStops: { args: none },
  extendBudget: {
    args: () => ({ params: { scope: "agent:nobody" }, body: { usd: 1 } }),
    elsewhere: "packages/server/src/handlers/budget/budget-handlers.test.ts",
    nobody: { scope: "agent:nobody" },
  },
  storeFile: {
    args: () => ({ body: { name: "note.txt", data: "aGk=" } }),
    keep: (answer: { path: string }, ids) => ids.set("file", answer.path.split("/").at(-1) ?? ""),
  },
  readFile: {
    args: (ids) => ({ params: { file: id(ids, "file") } }),
    nobody: { file: `${"0".repeat(24)}.txt` },
  },
  missingReferences: { args: none },
  listDependents: { args: () => ({ params: { kind: "agent", id: "coder" } }) },
  search: { args: () => ({ query: { q: "hello" } }) },
  listAgents: { args: none, inside: { coder: CONFIGURED } },
  putAgent: {
    args: () => ({ params: { id: "extra" }, body: { name: "Extra", provider: "demo", model: "" } }),
    legacy: ["ok", "agent", "provisioned"],
    inside: { agent: CONFIGURED },
    unknown: 200,
  },
  resetAgent: { args: coder, nobody: AGENT },
  listPrograms: { args: none },
  closePrograms: { args: coder, nobody: AGENT },
  effectivePrompt: { args: coder, nobody: AGENT },
  agentMessages: { args: coder, legacy: HISTORY, unknown: 200, nobody: AGENT },
  allAgentMessages: { args: none, legacy: HISTORY },
  getSystemPrompt: { args: coder, legacy: ["content", "path"], nobody: AGENT },
  putSystemPrompt: {
    args: () => ({ ...coder(), body: { content: "# Coder\n" } }),
    legacy: ["ok"],
    nobody: AGENT,
  },
  getSoul: { args: coder, nobody: AGENT },
  putSoul: { args: () => ({ ...coder(), body: { content: "calm\n" } }), nobody: AGENT },
  listMemory: { args: coder, legacy: ["index", "files", "memoryDir"], nobody: AGENT },
  writeNote: {
    args: () => ({
      ...coder(),
      body: { path: "release.md", content: "---\nname: Release\nsummary: How\n---\nOn Fridays.\n" },
    }),
    nobody: AGENT,
  },
  readNote: { args: () => ({ ...coder(), query: { path: "release.md" } }), nobody: AGENT },
  searchMemory: { args: () => ({ ...coder(), query: { q: "friday" } }), nobody: AGENT },
  deleteNote: { args: () => ({ ...coder(), query: { path: "release.md" } }), nobody: AGENT },
  listSkills: { args: coder, legacy: ["id", "name", "description"], nobody: AGENT },
  searchSkills: { args: () => ({ ...coder(), query: { query: "" } }), legacy: ["results"], nobody: AGENT },
  previewSkill: {
    args: () => ({ ...coder(), body: { ref: "bundled:memory" } }),
    keep: (answer: { digest: string }, ids) => ids.set("skill", answer.digest),
    nobody: AGENT,
  },
  getSkill: {
    args: () => ({ params: { id: "coder", skill: "memory" } }),
    nobody: { id: "coder", skill: "nothing" },
  },
  removeSkill: {
    args: () => ({ params: { id: "coder", skill: "memory" } }),
    nobody: { id: "coder", skill: "nothing" },
  },
  installSkill: {
    args: (ids) => ({ ...coder(), body: { ref: "bundled:memory", confirm: ids.get("skill") ?? NO_DIGEST } }),
    legacy: ["ok", "output"],
    nobody: AGENT,
  },
  listArtifacts: { args: none },
  getArtifact: { args: () => ({ params: { id: "1" } }), elsewhere: ARTIFACTS },
  listArtifactLinks: { args: none },
  shareArtifact: { args: () => ({ params: { id: "1" }, body: {} }), elsewhere: ARTIFACTS },
  revokeArtifactLink: { args: () => ({ params: { id: "share_0000" } }), elsewhere: ARTIFACTS },
  viewFile: { args: () => ({ params: { file: "0".repeat(16) } }), elsewhere: ARTIFACTS },
  showFile: { args: () => ({ params: { secret: "0".repeat(43) } }), elsewhere: ARTIFACTS },
  showShared: { args: () => ({ params: { secret: "0".repeat(43) } }), elsewhere: ARTIFACTS },
  ask: { args: () => ({ query: { q: "how do I connect telegram?" } }) },
  listCompany: { args: none },
  writeCompanyNote: {
    args: () => ({
      body: { path: "goals.md", content: "---\nname: Goals\nsummary: What we want\n---\nMore.\n" },
    }),
  },
  readCompanyNote: { args: () => ({ query: { path: "goals.md" } }) },
  recallCompany: { args: () => ({ query: { q: "which goals?" } }) },
  deleteCompanyNote: { args: () => ({ query: { path: "goals.md" } }) },
  proposeCompanyNote: { args: none, elsewhere: "only a run proposes: packages/server/src/handlers/company" },
  listProposals: { args: none },
  getProposal: {
    args: () => ({ params: { id: NO_PROPOSAL } }),
    elsewhere: "packages/server/src/handlers/company",
  },
  acceptProposal: {
    args: () => ({ params: { id: NO_PROPOSAL }, body: { digest: NO_DIGEST } }),
    elsewhere: "packages/server/src/handlers/company",
  },
  declineProposal: {
    args: () => ({ params: { id: NO_PROPOSAL } }),
    elsewhere: "packages/server/src/handlers/company",
  },
  getHeartbeat: { args: coder, legacy: ["content", "path", "enabled"], nobody: AGENT },
  putHeartbeat: {
    args: () => ({ ...coder(), body: { content: "Anything open?\n", interval: 0 } }),
    legacy: ["ok"],
    nobody: AGENT,
  },
  runHeartbeat: { args: coder, nobody: AGENT },
  listHeartbeats: { args: none },
  listTeams: { args: none, inside: { dev: TEAM } },
  putTeam: {
    args: () => ({
      params: { id: "extra-team" },
      body: { name: "Extra", agents: ["coder"], leader_agent: "coder" },
    }),
    legacy: ["ok", "team"],
    inside: { team: TEAM },
    unknown: 200,
  },
  addTeamMember: {
    args: () => ({ params: { id: "extra-team" }, body: { agent: "coder", lead: true } }),
    nobody: AGENT,
  },
  removeTeamMember: {
    args: () => ({ params: { id: "dev", agent: "coder" } }),
    elsewhere: "packages/server/src/handlers/team/team-members.test.ts",
  },
  postChatroom: {
    args: () => ({ params: { id: "dev" }, body: { message: "hello" } }),
    legacy: ["ok", "id"],
    nobody: AGENT,
  },
  listRooms: { args: none },
  markRoomRead: { args: () => ({ params: { id: "dev" }, body: { postId: 1 } }), nobody: AGENT },
  chatroom: {
    args: () => ({ params: { id: "dev" } }),
    legacy: ["id", "team_id", "from_agent", "message", "created_at"],
    nobody: AGENT,
  },
  listChats: { args: none },
  listChatModels: { args: none },
  getChatModel: { args: () => ({ params: { model: "coder" } }), nobody: { model: "nobody" } },
  createChatCompletion: {
    args: () => ({ body: { model: "coder", messages: [{ role: "user", content: "hi" }] } }),
  },
  applyServices: { args: none, legacy: ["ok", "started"] },
  startChannel: { args: none, elsewhere: "packages/server/src/handlers/channel/service-handlers.test.ts" },
  stopChannel: { args: none, elsewhere: "packages/server/src/handlers/channel/service-handlers.test.ts" },
  restartChannel: { args: none, elsewhere: "packages/server/src/handlers/channel/service-handlers.test.ts" },
  listChannels: { args: none },
  checkChannel: { args: none, elsewhere: "packages/server/src/handlers/channel/channel-handlers.test.ts" },
  testChannel: { args: none, elsewhere: "packages/server/src/handlers/channel/channel-handlers.test.ts" },
  resetChannel: { args: none, elsewhere: "packages/server/src/handlers/channel/service-handlers.test.ts" },
  admitSender: {
    args: () => ({ params: { id: "discord" }, body: { senderId: "8", sender: "Kim", messageId: "d_1" } }),
    nobody: { id: "nobody" },
    unknown: 200,
  },
  allowSender: { args: () => ({ body: { channel: "discord", senderId: "8" } }) },
  listPairings: {
    args: none,
    legacy: ["pending", "approved"],
    inside: { approved: ["channel", "senderId", "sender", "approvedAt"] },
  },
  setSenderRole: { args: () => ({ body: { channel: "discord", senderId: "8", role: "member" } }) },
  linkSenders: {
    args: none,
    elsewhere: "packages/server/src/handlers/pairing/pairing-handlers.test.ts",
  },
  unlinkSender: {
    args: none,
    elsewhere: "packages/server/src/handlers/pairing/pairing-handlers.test.ts",
  },
  revokePairing: {
    args: () => ({ params: { channel: "discord", senderId: "8" } }),
    legacy: ["ok"],
    nobody: { channel: "discord", senderId: "nobody" },
  },
  approvePairing: { args: none, elsewhere: "tests/e2e/pairing.test.ts" },
  dismissPairing: { args: none, elsewhere: "tests/e2e/pairing.test.ts" },
  steerRun: {
    args: () => ({ params: { id: "run_nothing" }, body: { command: "pause" } }),
    elsewhere: "packages/server/src/handlers/steering/steering-handlers.test.ts",
    nobody: { id: "run_nothing" },
  },
  cancelRun: {
    args: () => ({ params: { id: "run_nothing" } }),
    elsewhere: "packages/server/src/handlers/steering/steering-handlers.test.ts",
    nobody: { id: "run_nothing" },
  },
  listApprovals: { args: none },
  getApproval: {
    args: none,
    elsewhere: "packages/server/src/handlers/approval/approval-handlers.test.ts",
    nobody: { id: "ask_aaaaaaaa" },
  },
  approveApproval: {
    args: () => ({ params: { id: "ask_aaaaaaaa" }, body: { digest: NO_DIGEST } }),
    elsewhere: "packages/server/src/handlers/approval/approval-handlers.test.ts",
    nobody: { id: "ask_aaaaaaaa" },
  },
  denyApproval: {
    args: () => ({ params: { id: "ask_aaaaaaaa" }, body: { digest: NO_DIGEST } }),
    elsewhere: "packages/server/src/handlers/approval/approval-handlers.test.ts",
    nobody: { id: "ask_aaaaaaaa" },
  },
  undoApproval: {
    args: () => ({ params: { id: "ask_aaaaaaaa" } }),
    elsewhere: "packages/server/src/handlers/approval/approval-handlers.test.ts",
    nobody: { id: "ask_aaaaaaaa" },
  },
  answerApproval: {
    args: () => ({ params: { id: "ask_aaaaaaaa" }, body: { digest: NO_DIGEST, text: "x" } }),
    elsewhere: "packages/server/src/handlers/approval/approval-handlers.test.ts",
    nobody: { id: "ask_aaaaaaaa" },
  },
  createProject: {
    args: () => ({ body: { name: "Web Site" } }),
    legacy: ["ok", "project"],
    inside: { project: PROJECT },
    keep: (answer: { project: { id: string } }, ids) => ids.set("project", answer.project.id),
  },
  listProjects: { args: none, legacy: PROJECT },
  getProject: { args: params("project"), legacy: PROJECT, nobody: { id: "proj_nothing" } },
  updateProject: {
    args: (ids) => ({ params: { id: id(ids, "project") }, body: { description: "all of it" } }),
    legacy: ["ok", "project"],
    inside: { project: PROJECT },
    nobody: { id: "proj_nothing" },
  },
  createTask: {
    args: (ids) => ({ body: { title: "Write it", projectId: id(ids, "project") } }),
    legacy: ["ok", "task"],
    inside: { task: [...TASK, "projectId"] },
    keep: (answer: { task: { id: string } }, ids) => ids.set("task", answer.task.id),
  },
  listTasks: { args: none, legacy: [...TASK, "projectId"] },
  getBoard: { args: none },
  getTask: { args: params("task"), legacy: [...TASK, "commentCount"], nobody: { id: "task_nothing" } },
  updateTask: {
    args: (ids) => ({ params: { id: id(ids, "task") }, body: { status: "todo" } }),
    legacy: ["ok", "task"],
    inside: { task: TASK },
    nobody: { id: "task_nothing" },
  },
  reorderTasks: { args: (ids) => ({ body: { columns: { review: [id(ids, "task")] } } }), legacy: ["ok"] },
  createComment: {
    args: (ids) => ({ params: { id: id(ids, "task") }, body: { content: "looks right" } }),
    legacy: ["ok", "comment"],
    inside: { comment: COMMENT },
    keep: (answer: { comment: { id: string } }, ids) => ids.set("comment", answer.comment.id),
    nobody: { id: "task_nothing" },
  },
  listComments: {
    args: params("task"),
    legacy: COMMENT,
    nobody: { id: "task_nothing" },
  },
  deleteComment: { args: params("comment"), legacy: ["ok"], nobody: { id: "cmt_nothing" } },
  chooseTaskRepository: {
    args: (ids) => ({ params: { id: id(ids, "task") }, body: { repository: "" } }),
    nobody: { id: "task_nothing" },
  },
  getTaskChanges: {
    args: params("task"),
    nobody: { id: "task_nothing" },
    elsewhere: "it needs a git repository: task-change-handlers.test.ts",
  },
  reviewTaskChanges: {
    args: (ids) => ({ params: { id: id(ids, "task") }, body: { text: "smaller, please" } }),
    nobody: { id: "task_nothing" },
    elsewhere: "it needs a git repository: task-change-handlers.test.ts",
  },
  removeTaskClone: { args: params("task"), nobody: { id: "task_nothing" } },
  approveTaskChanges: {
    args: (ids) => ({ params: { id: id(ids, "task") }, body: { tree: "0".repeat(40) } }),
    nobody: { id: "task_nothing" },
    elsewhere: "it needs a git repository: task-change-handlers.test.ts",
  },
  publishTaskChanges: {
    args: (ids) => ({ params: { id: id(ids, "task") }, body: { tree: "0".repeat(40) } }),
    nobody: { id: "task_nothing" },
    elsewhere: "it needs a git remote: task-pull-handlers.test.ts",
  },
  refreshTaskPull: {
    args: params("task"),
    nobody: { id: "task_nothing" },
    elsewhere: "it needs a pull request: task-pull-handlers.test.ts",
  },
  mergeTaskPull: {
    args: (ids) => ({ params: { id: id(ids, "task") }, body: { commit: "0".repeat(40) } }),
    nobody: { id: "task_nothing" },
    elsewhere: "it needs a pull request: task-pull-handlers.test.ts",
  },
  importIssue: {
    args: () => ({ body: { issue: "acme/app#1" } }),
    elsewhere: "it needs a fake of GitHub: task-pull-handlers.test.ts",
  },
  deleteTask: { args: params("task"), legacy: ["ok"], nobody: { id: "task_nothing" } },
  deleteProject: { args: params("project"), legacy: ["ok"], nobody: { id: "proj_nothing" } },
  getReportChat: { args: none },
  decideDailyBudget: { args: () => ({ body: { usd: 10 } }) },
  getDigest: { args: none },
  sendDigest: { args: none },
  runDailyBackup: { args: none },
  getBackupStatus: { args: none },
  checkNetwork: { args: none },
  previewSchedule: { args: () => ({ query: { when: "every weekday at 6:00" } }) },
  scheduleWeek: { args: () => ({ query: { date: "2026-11-23", timeZone: "UTC" } }) },
  createSchedule: {
    args: () => ({ body: { agentId: "coder", message: "good morning", cron: "0 9 * * 1", label: "monday" } }),
    legacy: ["ok", "schedule"],
    inside: { schedule: SCHEDULE },
  },
  listSchedules: { args: none, legacy: SCHEDULE },
  getSchedule: { args: () => ({ params: { id: "monday" } }), legacy: SCHEDULE, nobody: { id: "never" } },
  putSchedule: {
    args: () => ({ params: { id: "monday" }, body: { enabled: false } }),
    legacy: ["ok", "schedule"],
    inside: { schedule: SCHEDULE },
    nobody: { id: "never" },
  },
  runSchedule: { args: () => ({ params: { id: "monday" } }), nobody: { id: "never" } },
  scheduleRuns: { args: () => ({ params: { id: "monday" } }), nobody: { id: "never" } },
  deleteSchedule: { args: () => ({ params: { id: "monday" } }), legacy: ["ok"], nobody: { id: "never" } },
  listMcpServers: { args: none },
  testMcpServer: {
    args: none,
    nobody: { id: "nobody" },
    elsewhere: "it needs a server: server/src/mcp-servers/mcp-servers.test.ts",
  },
  beginMcpLogin: {
    args: () => ({ body: { redirectUri: "http://127.0.0.1:39123/callback" } }),
    nobody: { id: "nobody" },
    elsewhere: "it needs a server with logins: server/src/mcp-servers/logins.test.ts",
  },
  finishMcpLogin: {
    args: () => ({ body: { answer: "?code=none&state=none" } }),
    nobody: { id: "nobody" },
    elsewhere: "it needs a server with logins: server/src/mcp-servers/logins.test.ts",
  },
  endMcpLogin: { args: none, nobody: { id: "nobody" }, elsewhere: "server/src/mcp-servers/logins.test.ts" },
  acceptMcpTools: {
    args: () => ({ body: { digest: "0".repeat(64) } }),
    nobody: { id: "nobody" },
    elsewhere: "it needs a server: server/src/mcp-servers/mcp-servers.test.ts",
  },
  listPlugins: { args: none },
  getPlugin: {
    args: () => ({ params: { name: "echo" } }),
    keep: (answer: { digest: string }, ids) => ids.set("digest", answer.digest),
    nobody: { name: "nothing" },
  },
  allowPlugin: {
    args: (ids) => ({ params: { name: "echo" }, body: { digest: ids.get("digest") ?? NO_DIGEST } }),
    nobody: { name: "nothing" },
  },
  denyPlugin: { args: () => ({ params: { name: "echo" } }), nobody: { name: "nothing" } },
  putCustomProvider: {
    args: () => ({
      params: { id: "mine" },
      body: {
        name: "Mine",
        harness: "claude",
        base_url: "http://127.0.0.1:9",
        api_key: "sk-local-0123456789",
      },
    }),
    legacy: ["ok", "provider"],
    inside: { provider: CUSTOM },
    unknown: 200,
  },
  listProviders: { args: none },
  listLogins: { args: none },
  listCustomProviders: { args: none, inside: { mine: CUSTOM } },
  deleteCustomProvider: { args: () => ({ params: { id: "mine" } }), legacy: ["ok"], nobody: AGENT },
  resumeProvider: { args: () => ({ body: { provider: "demo" } }) },
  testProvider: { args: () => ({ body: { provider: "demo" } }) },
  getSettings: { args: none, legacy: ["workspace", "channels", "models", "agents", "teams", "monitoring"] },
  putSettings: { args: () => ({ body: { default_agent: "coder" } }), legacy: ["ok", "settings"] },
  changeSettings: {
    args: () => ({ body: { changes: [{ path: ["default_agent"], value: "reviewer" }] } }),
  },
  describeSettings: { args: none },
  listSettingsRevisions: {
    args: none,
    keep: (answer: { id: number }[], ids) => ids.set("revision", String(answer.at(-1)?.id)),
  },
  getSettingsRevision: { args: (ids) => ({ params: { n: id(ids, "revision") } }), nobody: { n: "999999" } },
  setup: { args: none, elsewhere: "tests/e2e/settings.test.ts" },
  describeSetup: { args: none },
  setUpTeam: { args: none, elsewhere: "packages/server/src/handlers/setup/setup-handlers.test.ts" },
  openapi: { args: none },
  docs: { args: none },
  docsEntry: { args: none },
  docsEntryScript: { args: none },
  metrics: { args: none },
  createTicket: {
    args: none,
    keep: (answer: { ticket: string }, ids) => ids.set("ticket", answer.ticket),
  },
  openSession: { args: (ids) => ({ body: { ticket: id(ids, "ticket") } }) },
  closeSession: { args: none },
  createToken: {
    args: () => ({ body: { channel: "discord" } }),
    keep: (answer: { id: string }, ids) => ids.set("token", answer.id),
  },
  listTokens: { args: none },
  revokeToken: { args: params("token"), nobody: { id: "tok_nothing00000" } },
  listPushDevices: { args: none },
  createPushKey: { args: none },
  addPushDevice: {
    // To a name that never resolves.
    args: () => ({
      body: {
        endpoint: "https://push.invalid/x",
        name: "phone",
        keys: {
          p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
          auth: "BTBZMqHH6r4Tts7J_aSIgg",
        },
      },
    }),
    keep: (answer: { device: { id: string } }, ids) => ids.set("push", answer.device.id),
  },
  testPushDevice: { args: params("push"), nobody: { id: "push_000000000000" } },
  removePushDevice: { args: params("push"), nobody: { id: "push_000000000000" } },
  getExposure: { args: none },
  // No such program is needed: the answer says that it is missing.
  startExposure: { args: () => ({ body: { via: "cloudflared", minutes: 1 } }) },
  stopExposure: { args: none },
  listWorkers: { args: none },
  inviteWorker: {
    args: () => ({ body: { name: "nas" } }),
    elsewhere: "packages/daemon/src/worker/join.test.ts",
  },
  drainWorker: {
    args: () => ({ params: { name: "nas" }, body: { draining: true } }),
    elsewhere: "packages/daemon/src/worker/join.test.ts",
    nobody: { name: "nobody" },
  },
  removeWorker: {
    args: () => ({ params: { name: "nas" } }),
    elsewhere: "packages/daemon/src/worker/join.test.ts",
    nobody: { name: "nobody" },
  },
  listMoves: { args: none },
  moveAgent: {
    args: () => ({ params: { id: "coder" }, body: { to: "nas" } }),
    elsewhere: "packages/daemon/src/move/moves.test.ts",
    nobody: AGENT,
  },
  cancelMove: {
    args: () => ({ params: { id: "coder" } }),
    elsewhere: "packages/daemon/src/move/moves.test.ts",
    nobody: AGENT,
  },
  undoMove: {
    args: () => ({ params: { id: "coder" } }),
    elsewhere: "packages/daemon/src/move/moves.test.ts",
    nobody: AGENT,
  },
  listConfirmations: { args: none },
  giveConfirmation: { args: () => ({ params: { id: "aaaa" } }), elsewhere: "tests/security/acts.test.ts" },
  receiveHook: { args: none, elsewhere: "tests/security" },
  createBackup: { args: () => ({ body: {} }) },
  listBackups: { args: none },
  deleteTeam: { args: () => ({ params: { id: "extra-team" } }), legacy: ["ok"], nobody: AGENT },
  deleteAgent: { args: () => ({ params: { id: "extra" } }), legacy: ["ok"], nobody: AGENT },
  restoreSettingsRevision: {
    args: (ids) => ({ params: { n: id(ids, "revision") } }),
    nobody: { n: "999999" },
  },
  restart: { args: none, elsewhere: "tests/e2e/daemon-life.test.ts" },
};
