/** The HTTP app of a daemon: the handlers over the open home, behind the access rules of the current settings. */
import type { Server } from "node:http";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPort, createSharedFiles } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import { createArtifactParts, createPairing } from "@tinyagi/features";
import { resolveSecret } from "@tinyagi/home";
import { type Confirmations, createCodes, createConfirmations, createRunWrites } from "@tinyagi/kernel";
import {
  createApp,
  createHandlers,
  createMcpServers,
  createMetrics,
  createOutsideTools,
  createPush,
  createSessions,
  type DaemonPort,
  type ExposurePort,
  loadMcpTools,
  type McpServers,
  type Push,
  type Services,
  type Sessions,
} from "@tinyagi/server";
import { createExposure, type DaemonExposure } from "./expose/exposure.js";
import { createDoors } from "./expose/gateway.js";
import { findProviders } from "./found-providers.js";
import { programsByAgent } from "./open-programs.js";
import { createFileResolver } from "./outgoing.js";
import { reachFromHere } from "./reach/reach.js";
import type { Served } from "./served.js";
import type { ServingState } from "./serving-state.js";
import { createSessionFile } from "./session-file.js";
import { VERSION } from "./version.js";

/** The bundle brings the built office. A daemon that runs from its sources has none. */
const OFFICE = fileURLToPath(new URL("../../office", import.meta.url));

/** Answers no request before it is bound. */
export function createServedApp(
  served: Served,
  state: ServingState,
): { app: ReturnType<typeof createApp>; exposure: DaemonExposure } {
  const { settings, engine, token, logFile } = served;
  const policy = () => settings.current().server;
  const sessions = createSessions({
    now: () => served.clock.now(),
    store: createSessionFile({ path: served.paths.authSessions, token, log: logFile.log }),
  });
  let pages = 0;
  const push = served.undo.use(pushOf(served, () => pages));
  push.start();
  const server = createPort<Server>("the HTTP server");
  const doors = createDoors((socket) => void server.part.emit("connection", socket));
  const isLocal = () => state.bound?.loopback !== false;
  const exposure = createExposure(served, { doors, isLocal });
  const services = buildServices(served, state, { sessions, push, exposure });
  const handlers = createHandlers(services);
  const app = createApp({
    handlers,
    loadTools: loadMcpTools(services, handlers),
    outsideTools: createOutsideTools(services),
    sessions,
    identify: (token) => served.tokens.identify(token),
    channelOf: (id) => served.store.conversations.get(id)?.channel,
    feed: engine.journal,
    pages: {
      opened() {
        pages += 1;
      },
      closed() {
        pages -= 1;
      },
    },
    officeFolder: OFFICE,
    auth: {
      // Settings may change while an address beyond loopback is bound. They must not remove the token there.
      mode: () => (state.bound?.loopback === true ? policy().auth : "token"),
      token,
    },
    policy: () => ({
      port: state.bound?.port ?? state.wantedPort,
      allowedHosts: [...policy().allowedHosts, ...agentHosts(state)],
      allowedOrigins: policy().allowedOrigins,
    }),
    exposedOf: doors.connectionOf,
    log: logFile.log,
  });
  server.connect(app.server);
  return { app, exposure };
}

function agentHosts({ bound }: ServingState): string[] {
  return bound?.agentHost === undefined ? [] : [`${bound.agentHost}:${bound.port}`];
}

function buildServices(
  served: Served,
  state: ServingState,
  { sessions, push, exposure }: { sessions: Sessions; push: Push; exposure: ExposurePort },
): Services {
  const { paths, settings, engine, workspaceOf, store, clock, newId, livePool } = served;
  const { journal, dispatcher } = engine;
  return {
    ...engine,
    store,
    clock,
    newId,
    workspaceOf,
    settings,
    tokens: served.tokens,
    sessions,
    push,
    exposure,
    resolveSecret: (value) => secretOrLog(served, value),
    metrics: served.undo.use(
      createMetrics({
        store,
        clock,
        dispatcher,
        feed: journal,
        version: VERSION,
        maxLive: () => settings.current().execution.maxLiveAgents,
      }),
    ),
    pairing: createPairing({ store, journal, clock, newCode: createCodes() }),
    confirmations: confirmationsOf(served),
    files: createSharedFiles(paths),
    ...createArtifactParts({ store, journal, clock, newId, filesOut: paths.filesOut }),
    resolveFile: createFileResolver({ paths, workspaceOf }),
    schedules: state.timekeeping.schedules,
    heartbeats: state.timekeeping.heartbeats,
    digests: state.timekeeping.digests,
    runWrites: createRunWrites({ store, journal, clock }),
    mcpServers: served.undo.use(mcpServersOf(served)),
    plugins: served.plugins,
    company: served.company,
    workers: served.workers,
    moves: served.workers.moves,
    skills: served.skills,
    programs: {
      list: async () => programsByAgent(await livePool.list(), clock.now()),
      ahead: () => livePool.ahead().map(({ agentId: agent, state }) => ({ agent, state })),
      close: livePool.closeAgent,
    },
    providerTester: served.providerTester,
    findProviders: () =>
      findProviders({
        settings: settings.current(),
        variables: served.environment.variables,
        userHome: served.environment.variables.HOME || homedir(),
        platform: process.platform,
      }),
    checkNetwork: () =>
      reachFromHere(settings.current(), {
        port: state.bound?.port ?? state.wantedPort,
        variables: served.environment.variables,
      }),
    searchPath: served.environment.variables.PATH ?? "",
    channels: state.channels,
    chatsFolder: join(paths.home, "chats"),
    backups: state.backups,
    dailyBackups: state.dailyBackups,
    daemon: daemonPort(served, state),
  };
}

function confirmationsOf({ clock, store, engine: { journal }, logFile }: Served): Confirmations {
  return createConfirmations({
    clock,
    newCode: createCodes(),
    record: ({ type, data }) => {
      store
        .write(() => journal.append(type, data))
        .catch((error: unknown) => logFile.log.error({ err: error }, "a confirmation was not recorded"));
    },
  });
}

function mcpServersOf(served: Served): McpServers {
  const { settings, paths, environment, redactor, engine, clock, logFile } = served;
  return createMcpServers({
    settings: () => settings.current(),
    folder: paths.mcp,
    loginFolder: join(paths.auth, "mcp"),
    variables: environment.variables,
    learn: (secret) => redactor.learn(secret),
    journal: engine.journal,
    clock,
    log: logFile.log,
  });
}

function pushOf({ paths, settings, store, engine, clock, logFile }: Served, openPages: () => number): Push {
  return createPush({
    path: paths.authPush,
    settings: () => settings.current(),
    store,
    journal: engine.journal,
    clock,
    log: logFile.log,
    openPages,
  });
}

/** The caller of a webhook only learns that its signature is wrong. The log contains the reason. */
async function secretOrLog({ environment, logFile }: Served, value: string): Promise<string | undefined> {
  try {
    return await resolveSecret(value, { env: environment.variables });
  } catch (error) {
    logFile.log.error({ err: error }, "the secret of a webhook cannot be used");
    return undefined;
  }
}

function daemonPort(
  { bootId, environment, clock, logFile, agents, containment }: Served,
  state: ServingState,
): DaemonPort {
  return {
    bootId,
    version: VERSION,
    containment,
    home: environment.home,
    userHome: homedir(),
    port: () => state.bound?.port ?? state.wantedPort,
    uptime: () => (clock.monotonic() - state.startedAt) / 1_000,
    agentHost: agents.host.status,
    tailLog: (lines) => logFile.tail(lines),
    restart: state.requestRestart,
    assertAccepting() {
      if (state.draining)
        throw new AppError(
          "SHUTTING_DOWN",
          "The daemon is stopping; send the message again when it is back.",
        );
    },
  };
}
