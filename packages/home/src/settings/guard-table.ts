/**
 * Every key of the settings: what it guards, and when a change of it is weaker. `*` stands for any name. The first row
 * that fits counts. A key without a row counts as weaker whenever it changes, and a test refuses it.
 */
import {
  ACP_AGENT_IDS,
  CONTAINER_NETWORKS,
  containerRules,
  DEFAULT_PERMISSIONS,
  type Guard,
  isLoopback,
  PERMISSION_MODES,
  type Settings,
} from "@tinyagi/contracts";
import {
  atMost,
  changed,
  grows,
  isSet,
  keepsLess,
  lowers,
  never,
  ranked,
  type Side,
  type Weaker,
  waitsLess,
} from "./guard-rule.js";

/** Pattern, what it guards, and the rule. */
export type GuardRow = readonly [pattern: string, weakens: Guard, weaker: Weaker];

const leavesLoopback: Weaker = (_before, after) => !isLoopback(String(after.value ?? "127.0.0.1"));
/** A removed entry is not turned on. */
const turnsOn: Weaker = (before, after) => before.value === false && after.value === true;

/** No list allows everybody. */
const allowsMore: Weaker = (before, after) =>
  after.value === undefined ? before.value !== undefined : before.value !== undefined && grows(before, after);

const APPROVALS = ["always", "over-budget", "never"] as const;
const stricterApproval = (value: unknown, { spawn }: Settings): number =>
  Math.min(getRank(value ?? spawn.approval), getRank(spawn.approval));
/** An agent's own value can only be stricter than the general one. */
const asksLess: Weaker = (before, after) =>
  stricterApproval(after.value, after.settings) > stricterApproval(before.value, before.settings);

function getRank(approval: unknown): number {
  const index = (APPROVALS as readonly unknown[]).indexOf(approval);
  return index === -1 ? APPROVALS.length : index;
}

/** What was removed with all around it, such as an MCP server, has nothing to guard. */
const whileThere =
  (rule: Weaker): Weaker =>
  (before, after) =>
    after.around !== undefined && rule(before, after);

/** Other words than these are `deny`'s removal: what applies then is not stricter. */
const permitsMore: Weaker = (before, after) =>
  after.value !== "deny" && !(before.value === "allow" && after.value === "ask");

const free = (...patterns: string[]): GuardRow[] => patterns.map((pattern) => [pattern, "unknown", never]);

const spawnRows = (owner: string): GuardRow[] => [
  ...(["maxDepth", "maxFanOut", "maxTotal", "maxLive"] as const).map(
    (key): GuardRow => [`${owner}.spawn.${key}`, "limit", lowers(({ spawn }) => spawn[key])],
  ),
  [`${owner}.spawn.approval`, "approval", asksLess],
];

const AMOUNTS = ["tokens", "usd", "runs", "minutes"] as const;
const LIMITED = ranked(["stop", "ask", "warn"]);
/** What happens at a limit guards nothing while there is none. */
const limitsLess: Weaker = (before, after) =>
  AMOUNTS.some(
    (amount) => typeof (before.around as Record<string, unknown> | undefined)?.[amount] === "number",
  ) && LIMITED(before, after);

const budgetRows = (owner: string): GuardRow[] => [
  ...AMOUNTS.map((key): GuardRow => [`${owner}.${key}`, "budget", atMost()]),
  [`${owner}.onLimit`, "budget", limitsLess],
];

const limitRows = (["hops", "messages", "fanOut", "durationMs", "pairRepeats"] as const).flatMap(
  (key): GuardRow[] => [
    [`limits.${key}`, "limit", atMost()],
    [`teams.*.limits.${key}`, "limit", atMost(({ limits }) => limits[key])],
  ],
);

/** What an agent does not say, the general settings say, and their defaults. */
const containerRows = (owner: string): GuardRow[] => [
  [`${owner}.runtime`, "code", whileThere(changed)],
  [`${owner}.image`, "code", whileThere(changed)],
  [`${owner}.network`, "reach", opensNetwork],
  [`${owner}.hosts`, "reach", opensHosts],
  [`${owner}.memoryMB`, "limit", atMost(({ container }) => containerRules(container, undefined).memoryMB)],
  [`${owner}.cpus`, "limit", atMost(({ container }) => containerRules(container, undefined).cpus)],
];
/** Without hosts of its own, an agent has the general ones. */
const opensHosts: Weaker = (before, after) => grows(listHosts(before), listHosts(after));
function listHosts(side: Side): Side {
  return Object.assign({}, side, {
    value: side.value ?? containerRules(side.settings.container, undefined).hosts,
  });
}
const opensNetwork: Weaker = (before, after) => networkRank(after) > networkRank(before);

function networkRank({ value, settings: { container } }: Side): number {
  const network = value ?? containerRules(container, undefined).network;
  const rank = (CONTAINER_NETWORKS as readonly unknown[]).indexOf(network);
  return rank === -1 ? CONTAINER_NETWORKS.length : rank;
}

export const GUARD_TABLE: readonly GuardRow[] = [
  ["server.host", "reach", leavesLoopback],
  ["server.port", "reach", changed],
  ["server.auth", "reach", ranked(["token", "none"])],
  ["server.allowedOrigins", "reach", grows],
  ["server.allowedHosts", "reach", grows],
  ["server.agentAccess", "reach", ranked([false, true])],
  // Who runs it sees what is not encrypted.
  ["network.proxy", "address", changed],
  ["network.no_proxy", "address", changed],
  ["channels.enabled", "people", grows],
  ...free("channels.defaults.*", "channels.defaults.*.*"),
  ["channels.*.bot_token", "people", isSet],
  ["channels.*.app_token", "people", isSet],
  ["channels.*.password", "people", isSet],
  ["channels.email.address", "people", isSet],
  ["channels.email.user", "people", isSet],
  // They get the password.
  ["channels.email.imap_host", "address", changed],
  ["channels.email.imap_port", "address", changed],
  ["channels.email.smtp_host", "address", changed],
  ["channels.email.smtp_port", "address", changed],
  // Who is believed about a sender, and who may write at all: without a list, everybody may ask.
  ["channels.email.authserv_id", "people", changed],
  ["channels.email.allow", "people", allowsMore],
  ["channels.*.api_root", "address", changed],
  ["channels.*.groups.*", "people", isSet],
  ["channels.*.groups.*.agent", "people", isSet],
  ...free("channels.*.debounceMs"),
  ["channels.whatsapp.phone_number", "people", isSet],
  ["channels.*.bots.*.bot_token", "people", isSet],
  ["channels.*.bots.*.app_token", "people", isSet],
  ["channels.*.bots.*.phone_number", "people", isSet],
  ["channels.*.bots.*.agent", "people", isSet],
  ["channels.*.bots.*.groups.*", "people", isSet],
  ["channels.*.bots.*.groups.*.agent", "people", isSet],
  ["channels.notify.channel", "people", isSet],
  ["channels.notify.senderId", "people", isSet],
  ["channels.replies", "people", ranked(["origin", "all"])],
  ...free("channels.reports"),
  ["models.*.api_key", "key", isSet],
  ["models.*.oauth_token", "key", isSet],
  ["models.*.logins.*.api_key", "key", isSet],
  ["models.*.logins.*.oauth_token", "key", isSet],
  // The program starts what the settings and hooks in its folder name.
  ["models.*.logins.*.config_dir", "code", isSet],
  ["custom_providers.*.logins.*.api_key", "key", isSet],
  // It says whose account pays.
  ["models.*.login_order", "key", changed],
  ["custom_providers.*.login_order", "key", changed],
  ["models.api.base_url", "address", changed],
  ["models.api.format", "address", changed],
  ["custom_providers.*.base_url", "address", isSet],
  ["custom_providers.*.api_key", "key", isSet],
  ["custom_providers.*.format", "address", isSet],
  ...free("custom_providers.*.name", "custom_providers.*.harness", "custom_providers.*.model"),
  // Without its entry a known program starts as its row says.
  ...ACP_AGENT_IDS.flatMap((id): GuardRow[] => [
    [`acp_agents.${id}.command`, "code", changed],
    [`acp_agents.${id}.env.*`, "environment", changed],
  ]),
  // A program of the host, and what it is started with.
  ["acp_agents.*.command", "code", isSet],
  ["acp_agents.*.folders", "place", grows],
  ["acp_agents.*.env.*", "environment", whileThere(changed)],
  // It gets what people say.
  // What a run is given costs tokens.
  ["recall.budgetTokens", "limit", atMost()],
  ["recall.embedding.base_url", "address", isSet],
  ["recall.embedding.api_key", "key", isSet],
  ...free("recall.embedding.model"),
  ["speech.transcription.provider", "address", isSet],
  ["speech.transcription.base_url", "address", isSet],
  ["speech.transcription.api_key", "key", isSet],
  ["speech.transcription.command", "code", isSet],
  ["speech.transcription.readable", "code", grows],
  ["speech.transcription.maxSeconds", "limit", atMost()],
  ["speech.transcription.timeoutMs", "limit", atMost()],
  ["speech.transcription.patience", "limit", atMost()],
  ...free("speech.transcription.model", "speech.transcription.language"),
  // A program of the host, with the rights of the owner, and what it is started with.
  ["mcp_servers.*.command", "code", isSet],
  ["mcp_servers.*.args", "code", whileThere(changed)],
  // A value such as `READ_ONLY=1` holds the server back: without it, the server may do more.
  ["mcp_servers.*.env.*", "environment", whileThere(changed)],
  ["mcp_servers.*.url", "address", isSet],
  ["mcp_servers.*.headers.*", "key", whileThere(changed)],
  ["mcp_servers.*.oauth.client_id", "key", whileThere(changed)],
  ["mcp_servers.*.oauth.client_secret", "key", whileThere(changed)],
  ["mcp_servers.*.oauth.scope", "permission", whileThere(changed)],
  ["mcp_servers.*.everyone", "permission", ranked([false, true])],
  ["mcp_servers.*.tools.*", "permission", whileThere(permitsMore)],
  ["mcp_servers.*.timeoutSeconds", "limit", whileThere(atMost())],
  ["agents.*.mcp_servers", "permission", grows],
  // What is in a repository reaches agents, and approved work is written into it.
  ["repositories.*.path", "place", isSet],
  ...free("repositories.*.branch"),
  // Approved work and the token go to this address.
  ["repositories.*.remote.url", "address", isSet],
  ["repositories.*.remote.api", "address", isSet],
  ["repositories.*.remote.token", "key", isSet],
  ["repositories.*.remote.push", "approval", ranked(["ask", "auto"])],
  // What is written there reaches agents, and each time costs a run.
  ["repositories.*.remote.wakes", "limit", atMost(() => 0)],
  ["repositories.*.remote.label", "people", isSet],
  ["tools.web_fetch", "permission", ranked([false, true])],
  ["tools.web_search.kind", "address", isSet],
  ["tools.web_search.url", "address", isSet],
  ["tools.web_search.api_key", "key", isSet],
  ["agents.*.web", "permission", ranked([false, true], true)],
  ...free("custom_providers.*.context_window", "models.api.context_window"),
  ["roles.*.agents", "people", changed],
  ["agents.*.reads", "permission", grows],
  ["agents.*.permissions", "permission", ranked(PERMISSION_MODES, DEFAULT_PERMISSIONS)],
  ...containerRows("container"),
  ...containerRows("agents.*.container"),
  ["agents.*.env.*", "environment", isSet],
  ["agents.*.working_directory", "place", isSet],
  // Its texts and its work are on that machine, with the rights that its owner gave it there.
  ["agents.*.place", "address", isSet],
  ["agents.*.prompt_file", "prompt", isSet],
  // The protocol tells agents what is not to be trusted.
  ["agents.*.protocol.replace", "prompt", isSet],
  ["protocol.replace", "prompt", isSet],
  ...free("agents.*.protocol.append", "protocol.append"),
  ...spawnRows("agents.*"),
  ...budgetRows("agents.*.budget"),
  ...free("agents.*.name", "agents.*.provider", "agents.*.model", "agents.*.role", "agents.*.system_prompt"),
  ...free(
    "agents.*.heartbeat.enabled",
    "agents.*.heartbeat.interval",
    "agents.*.sessionScope",
    "agents.*.vision",
  ),
  ...free("ask.agent"),
  // It gets what people write.
  ["chores.provider", "address", isSet],
  ...free("chores.model"),
  ...free("agents.*.effort", "agents.*.whenBusy", "agents.*.fallback", "agents.*.live"),
  ...spawnRows("teams.*"),
  ...budgetRows("teams.*.budget"),
  ...free("teams.*.name", "teams.*.agents", "teams.*.leader_agent", "teams.*.join"),
  ...limitRows,
  // A handoff by a mention is limited and checked as one by a tag.
  ...free("routing.mentions"),
  ["spawn.maxDepth", "limit", atMost()],
  ["spawn.maxFanOut", "limit", atMost()],
  ["spawn.maxTotal", "limit", atMost()],
  ["spawn.maxLive", "limit", atMost()],
  ["spawn.approval", "approval", ranked(APPROVALS, "over-budget")],
  ...budgetRows("budgets.conversation"),
  ...budgetRows("budgets.day"),
  ...free("budgets.offered"),
  ...["input", "output", "cachedInput"].map(
    (key): GuardRow => [`budgets.prices.*.${key}`, "budget", changed],
  ),
  ["webhooks.*.secret", "people", isSet],
  ["webhooks.*.agent", "people", isSet],
  ["webhooks.*.enabled", "people", turnsOn],
  ...free("webhooks.*.template"),
  ["workspace.path", "place", changed],
  ["execution.driver", "code", changed],
  ["execution.redisUrl", "address", isSet],
  ["execution.engine.own", "code", turnsOn],
  ["execution.engine.address", "address", isSet],
  ["execution.engine.port", "address", isSet],
  ["execution.engine.url", "address", isSet],
  ["execution.engine.workerUrl", "address", isSet],
  ["execution.engine.user", "key", isSet],
  ["execution.engine.password", "key", isSet],
  ["execution.engine.ca", "address", changed],
  ["execution.workers.*.slots", "limit", atMost()],
  ...free("execution.workers.*.drain"),
  ["execution.leaseMinutes", "limit", atMost()],
  ["execution.maxLiveAgents", "limit", atMost()],
  ["execution.live.idleMinutes", "limit", atMost()],
  ["execution.live.maxIdle", "limit", atMost()],
  ["execution.live.maxIdleMemoryMB", "limit", atMost()],
  ["execution.live.spares", "limit", atMost()],
  ["execution.timeoutMs", "limit", atMost()],
  ["execution.idleTimeoutMs", "limit", atMost()],
  ["execution.maxAttempts", "limit", atMost()],
  ["execution.patience", "limit", atMost()],
  ["execution.background_quota_max", "limit", atMost()],
  ["approvals.expireMinutes", "approval", atMost()],
  ["plugins.hookTimeoutMs", "limit", waitsLess],
  ...["deliveredReplies", "unfetchedReplies", "conversations", "deadLetters", "events", "history"].map(
    (key): GuardRow => [`retention.${key}`, "record", keepsLess],
  ),
  ...["scheduleRuns", "files", "settingsRevisions", "backups"].map(
    (key): GuardRow => [`retention.${key}`, "record", keepsLess],
  ),
  ["backup.daily", "record", ranked([true, false])],
  ["backup.keep", "record", keepsLess],
  ["backup.target", "address", isSet],
  ["backup.s3.endpoint", "address", isSet],
  ["backup.s3.access_key_id", "key", isSet],
  ["backup.s3.access_key_secret", "key", isSet],
  ...free("digest.at", "digest.empty", "push.quiet.from", "push.quiet.to"),
  // Who sees a locked screen reads it.
  ["push.content", "address", ranked(["private", "full"])],
  ...free("backup.at", "backup.workspaces", "backup.s3.region"),
  ["traces.payloads", "record", ranked(["redacted", "none"])],
  ["telemetry.otlp.enabled", "telemetry", ranked([false, true])],
  ["telemetry.otlp.endpoint", "telemetry", isSet],
  ["telemetry.otlp.headers.*", "telemetry", isSet],
  ["telemetry.otlp.payloads", "telemetry", ranked([false, true])],
  ...free(
    "telemetry.otlp.serviceName",
    "traces.maxPayloadChars",
    "workspace.name",
    "default_agent",
    "language",
  ),
  ...free("models.provider", "models.*.model", "models.aliases.*.*", "monitoring.heartbeat_interval"),
  ...free("conversations.join", "conversations.retryNoticeMs"),
  ...free("execution.retryBaseMs", "execution.retryMaxMs", "execution.live.enabled"),
];

const rows = GUARD_TABLE.map(([pattern, weakens, weaker]) => ({
  steps: pattern.split("."),
  weakens,
  weaker,
}));

/** The row of a key; `undefined` for an unknown one. */
export function findGuard(path: readonly string[]): { weakens: Guard; weaker: Weaker } | undefined {
  return rows.find(
    ({ steps }) =>
      steps.length === path.length && steps.every((step, index) => step === "*" || step === path[index]),
  );
}
