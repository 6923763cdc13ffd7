/** For tests: the real handlers behind the real checks, over the real parts of the daemon. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createSharedFiles, SILENT_LOG } from "@tinyagi/base";
import { EXPOSE_OFF } from "@tinyagi/contracts";
import {
  createArtifactParts,
  createBackups,
  createCompany,
  createPairing,
  createTokenRegistry,
} from "@tinyagi/features";
import {
  createSettingsService,
  homePaths,
  type SettingsService,
  saveSettings,
  settingsText,
} from "@tinyagi/home";
import { createCodes, createConfirmations } from "@tinyagi/kernel";
import { onTestFinished } from "vitest";
import { createExchanger, createInjector, OPERATOR_TOKEN, PORT, toCaller } from "../../test/api-calls.js";
import {
  fakeChannels,
  fakeDaemon,
  fakeFiles,
  fakeMoves,
  fakeProviderTester,
  fakeWorkers,
  fileFolders,
  VERSION,
} from "../../test/fake-ports.js";
import { agentFiles, createBase, createEngine, type Script, timekeeping } from "../../test/parts-fixture.js";
import { createApp } from "../app.js";
import { loadMcpTools } from "../mcp/load-tools.js";
import { createOutsideTools } from "../mcp/outside-tools.js";
import { createMcpServers } from "../mcp-servers/mcp-servers.js";
import { createMetrics } from "../metrics/metrics.js";
import { createPush } from "../push/push.js";
import { createSessions } from "../session/sessions.js";
import { createHandlers } from "./handlers.js";
import type { DaemonPort, Services } from "./services.js";

export { buildContext } from "../../test/api-calls.js";
export { hang, refuse, type Script } from "../../test/parts-fixture.js";

export async function createHandlerFixture(
  settings: Record<string, unknown>,
  scripts: Record<string, Script> = {},
  daemon: Partial<DaemonPort> = {},
) {
  const base = createBase(settings);
  const { store, clock, current, folder, newId, hooks } = base;
  const engine = createEngine(base, scripts);
  /** Agents whose workspace was prepared. */
  const workspaces: string[] = [];
  const service = await openSettings(base, settings);
  const { app, tokens, metrics, mcpServers, push, listen } = openApp(base, engine, {
    workspaces,
    daemon,
    settings: service,
  });
  onTestFinished(async () => {
    await service[Symbol.asyncDispose]();
    await app.close();
    for (const part of [mcpServers, push]) await part[Symbol.asyncDispose]();
    await metrics[Symbol.asyncDispose]();
    await engine.dispatcher[Symbol.asyncDispose]();
    await engine.conversations[Symbol.asyncDispose]();
    await engine.approvals[Symbol.asyncDispose]();
    await engine.budgets[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  engine.dispatcher.start();
  return {
    store,
    journal: base.journal,
    clock,
    current,
    workspaces,
    folder,
    hooks,
    /** Reads settings.json again, as after an edit by hand. */
    reloadSettings: () => service.reload(),
    dispatcher: engine.dispatcher,
    tasks: engine.tasks,
    approvals: engine.approvals,
    budgets: engine.budgets,
    spawner: engine.spawner,
    search: engine.search,
    call: toCaller(app),
    inject: createInjector(app),
    exchange: createExchanger(app),
    /** The tools for runs in this process. */
    runTools: app.runTools,
    tokens,
    mcpServers,
    conversations: engine.conversations,
    taskRemotes: engine.taskRemotes,
    operatorToken: OPERATOR_TOKEN,
    /** Binds a free loopback port. @returns the base URL */
    listen,
    /** Calls a second app over the same store. It knows only what is durable. */
    restarted() {
      const again = openApp(base, engine, { workspaces, daemon, settings: service });
      onTestFinished(async () => {
        await again.app.close();
        await again.metrics[Symbol.asyncDispose]();
        await again.push[Symbol.asyncDispose]();
      });
      return createInjector(again.app);
    },
    /** Calls the app as an agent's run, with the run's own token. */
    callAsRun: (run: { agentId: string; conversationId: string }) =>
      toCaller(app, tokens.mintRun({ runId: newId("run"), ...run }).token),
    /** Calls the app as a channel's process, with a token created for it. */
    async callAsChannel(channel: string) {
      const { body } = await toCaller(app)("POST", "/api/tokens", { channel });
      return toCaller(app, body.token);
    },
    async settled(): Promise<void> {
      for (let quiet = 0; quiet < 3; ) {
        await store.idle();
        await new Promise<void>((resolve) => setImmediate(resolve));
        quiet = engine.dispatcher.live() === 0 ? quiet + 1 : 0;
      }
    },
  };
}

/** The daemon's own settings service over a file. The other parts see its changes. */
async function openSettings(
  { current, folder }: Base,
  settings: Record<string, unknown>,
): Promise<SettingsService> {
  const path = homePaths(folder).settings;
  await saveSettings({ path, text: settingsText(settings) });
  const { home, userHome } = fakeDaemon(folder);
  const service = await createSettingsService({ path, home, userHome });
  current.settings = service.current();
  service.onChange((change) => {
    current.settings = change.settings;
  });
  return service;
}

type Base = ReturnType<typeof createBase>;
type Engine = ReturnType<typeof createEngine>;

function openApp(
  base: Base,
  engine: Engine,
  given: { workspaces: string[]; daemon: Partial<DaemonPort>; settings: SettingsService },
) {
  const { store, clock, folder, journal } = base;
  const { workspaces, daemon, settings } = given;
  const tokens = createTokenRegistry({ ...base });
  const sessions = createSessions({ now: () => clock.now() });
  const push = createPush({
    ...base,
    path: homePaths(folder).authPush,
    settings: () => base.current.settings,
    log: SILENT_LOG,
    openPages: () => 0,
  });
  const metrics = createMetrics({
    store,
    clock,
    dispatcher: engine.dispatcher,
    feed: journal,
    maxLive: () => 10,
    version: VERSION,
  });
  const mcpServers = createMcpServers({
    settings: () => base.current.settings,
    folder: homePaths(folder).mcp,
    loginFolder: join(homePaths(folder).auth, "mcp"),
    variables: process.env,
    learn: () => {},
    journal,
    clock,
    log: SILENT_LOG,
  });
  const files = agentFiles(base);
  const show = async () => ({ ...EXPOSE_OFF, offers: [], login: true });
  const services: Services = {
    exposure: { current: () => EXPOSE_OFF, show, start: show, stop: show },
    mcpServers,
    ...base,
    ...engine,
    ownBots: new Set(),
    ...createArtifactParts({ ...base, filesOut: fileFolders(folder).filesOut }),
    company: createCompany({
      ...base,
      home: folder,
      log: SILENT_LOG,
      settings: () => base.current.settings,
      resolveSecret: async (value) => value,
    }),
    programs: {
      list: async () => [{ agent: "coder", open: 1, working: 0, since: clock.now(), bytes: null }],
      ahead: () => [{ agent: "coder", state: "too_many" }],
      close: (agentId) => ({ closed: agentId === "coder" ? 1 : 0, later: 0 }),
    },
    tokens,
    sessions,
    push,
    metrics,
    ...files,
    ...timekeeping(base, engine),
    settings,
    resolveSecret: async (value) => value,
    workspaceOf: (agentId) => ({
      ...files.workspaceOf(agentId),
      diff: async () => ({ repository: false, note: null, files: [], truncated: false }),
      async prepare() {
        workspaces.push(agentId);
        return { folder: "" };
      },
    }),
    effectivePrompt: async (agent) => ({
      agent,
      harness: "demo",
      provider: "demo",
      model: "",
      parts: [],
      warnings: [],
      system: { way: "none", name: "", text: "", bytes: 0, tokens: 0 },
      message: { way: "none", name: "", text: "{message}" },
    }),
    files: createSharedFiles(fileFolders(folder)),
    resolveFile: fakeFiles(folder),
    pairing: createPairing({ ...base, newCode: createCodes() }),
    confirmations: createConfirmations({
      clock,
      newCode: createCodes(),
      record: ({ type, data }) => void store.write(() => journal.append(type, data)),
    }),
    channels: fakeChannels(),
    workers: fakeWorkers,
    moves: fakeMoves,
    chatsFolder: join(folder, "chats"),
    digests: {
      read: async () => {
        throw new Error("not used");
      },
      send: async () => ({ channel: "web", text: "" }),
    },
    dailyBackups: {
      run: async () => ({ copied: null, failure: null }),
      status: async () => ({ daily: true, at: "03:00", keep: 7, target: null, copied: null, failure: null }),
    },
    backups: createBackups({
      store,
      clock,
      paths: homePaths(folder),
      version: VERSION,
      workspaces: async () => [],
    }),
    providerTester: fakeProviderTester,
    checkNetwork: async () => ({ certificates: null, probes: [] }),
    searchPath: "/usr/bin:/bin",
    findProviders: async () => [
      { provider: "anthropic", name: "Claude Code", state: "ready", detail: "Logged in.", next: null },
    ],
    daemon: { ...fakeDaemon(folder), ...daemon },
  };
  const handlers = createHandlers(services);
  let port = PORT;
  const app = createApp({
    handlers,
    loadTools: loadMcpTools(services, handlers),
    outsideTools: createOutsideTools(services),
    sessions,
    feed: journal,
    identify: tokens.identify,
    channelOf: (id) => store.conversations.get(id)?.channel,
    now: () => clock.now(),
    auth: { mode: () => "token", token: OPERATOR_TOKEN },
    // Injected requests name the port of an app that does not listen.
    policy: () => ({ port, allowedHosts: [`127.0.0.1:${PORT}`], allowedOrigins: [] }),
    validateResponses: true,
  });
  async function listen(): Promise<string> {
    const url = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
    port = Number(url.port);
    return url.origin;
  }
  return { app, tokens, metrics, mcpServers, push, listen };
}

/** Agents of the demo provider, by id. */
export function agents(...ids: string[]): Record<string, unknown> {
  return Object.fromEntries(ids.map((id) => [id, { name: id, provider: "demo", model: "" }]));
}
