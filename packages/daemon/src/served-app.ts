/** The HTTP app of a daemon: the handlers over the open home, behind what the settings of that moment allow. */
import { homedir } from "node:os";
import { join } from "node:path";
import { AppError } from "@tinyagi/contracts";
import { createCodes, createMemory, createPairing, resolveSecret } from "@tinyagi/core";
import {
  createApp,
  createHandlers,
  createMetrics,
  createSessions,
  type DaemonPort,
  type Sessions,
} from "@tinyagi/server";
import { servedBackups } from "./backup.js";
import { createChannels } from "./channels.js";
import { createFileResolver } from "./outgoing.js";
import type { Served } from "./served.js";
import type { Standing } from "./standing.js";
import { VERSION } from "./version.js";

/** Answers nothing before it is bound. */
export function createServedApp(served: Served, standing: Standing): ReturnType<typeof createApp> {
  const { settings, engine, token, logFile } = served;
  const server = () => settings.current().server;
  const sessions = createSessions({ now: () => served.clock.now() });
  return createApp({
    handlers: createServedHandlers(served, standing, sessions),
    sessions,
    identify: (token) => served.tokens.identify(token),
    channelOf: (id) => served.store.conversations.get(id)?.channel,
    feed: engine.journal,
    auth: {
      // Settings may change while an address beyond loopback is bound: they must not open it to everybody.
      mode: () => (standing.bound?.loopback === true ? server().auth : "token"),
      token,
    },
    policy: () => ({
      port: standing.bound?.port ?? standing.wantedPort,
      allowedHosts: [...server().allowedHosts, ...agentHosts(standing)],
      allowedOrigins: server().allowedOrigins,
    }),
    log: logFile.log,
  });
}

function agentHosts({ bound }: Standing): string[] {
  return bound?.agentHost === undefined ? [] : [`${bound.agentHost}:${bound.port}`];
}

function createServedHandlers(
  served: Served,
  standing: Standing,
  sessions: Sessions,
): ReturnType<typeof createHandlers> {
  const { paths, settings, engine, workspaces, store, clock, newId } = served;
  const { journal, queue, outbox, conversations, dispatcher, projects, tasks, search } = engine;
  return createHandlers({
    store,
    clock,
    newId,
    journal,
    queue,
    outbox,
    conversations,
    dispatcher,
    projects,
    tasks,
    search,
    settings,
    tokens: served.tokens,
    sessions,
    resolveSecret: (value) => secretOrLog(served, value),
    metrics: served.undo.use(
      createMetrics({
        store,
        dispatcher,
        feed: journal,
        version: VERSION,
        maxLive: () => settings.current().execution.maxLiveAgents,
      }),
    ),
    pairing: createPairing({ store, journal, clock, newCode: createCodes() }),
    ensureWorkspace: async (agentId) => void (await workspaces.ensure(agentId)),
    resolveFile: createFileResolver({ paths, workspaces }),
    workspaces,
    schedules: standing.timekeeping.schedules,
    heartbeats: standing.timekeeping.heartbeats,
    memory: createMemory({ workspaces }),
    plugins: served.plugins,
    skills: served.skills,
    providerTester: served.providerTester,
    channels: createChannels(() => settings.current()),
    chatsFolder: join(paths.home, "chats"),
    backups: servedBackups(served),
    daemon: daemonPort(served, standing),
  });
}

/** A caller from outside is only told that its signature is wrong; the reason stands in the log. */
async function secretOrLog({ environment, logFile }: Served, value: string): Promise<string | undefined> {
  try {
    return await resolveSecret(value, { env: environment.variables });
  } catch (error) {
    logFile.log.error({ err: error }, "the secret of a webhook cannot be used");
    return undefined;
  }
}

function daemonPort({ bootId, environment, clock, logFile }: Served, standing: Standing): DaemonPort {
  return {
    bootId,
    version: VERSION,
    home: environment.home,
    userHome: homedir(),
    port: () => standing.bound?.port ?? standing.wantedPort,
    uptime: () => (clock.monotonic() - standing.startedAt) / 1_000,
    tailLog: (lines) => logFile.tail(lines),
    restart: standing.askRestart,
    assertAccepting() {
      if (standing.draining)
        throw new AppError(
          "SHUTTING_DOWN",
          "The daemon is stopping; send the message again when it is back.",
        );
    },
  };
}
