/**
 * The gateway of the fake Discord: hello, heartbeats, identify, resume with replay, and dispatches by intents. A session
 * outlives its socket until the client ends it or `invalidate` does.
 */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import {
  GatewayCloseCodes,
  GatewayDispatchEvents,
  GatewayIntentBits,
  GatewayOpcodes,
} from "discord-api-types/v10";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { createGatewaySessions, type GatewaySession } from "./gateway-sessions.js";
import { dispatchFor } from "./gateway-view.js";
import { applicationFlags, guildPayload, type World } from "./world.js";

export const GATEWAY_PATH = "/gateway";

export interface Gateway {
  /** Sockets with a session. */
  connected(): number;
  /** How often a client identified and resumed. */
  readonly counts: { identified: number; resumed: number; refused: number };
  /** Cuts every socket without a word. */
  drop(): void;
  /** Half-open: every socket stays, but nothing arrives any more in either direction. New ones work. */
  stall(): void;
  /** While down, no connection is accepted. */
  setDown(isDown: boolean): void;
  closeAll(code: number): void;
  /** Asks every client to connect again and resume. */
  requestReconnect(): void;
  /** Forgets every session: a client that resumes has to identify. */
  invalidate(): void;
  /** Sends the next dispatch after the one that follows it. */
  reorderNext(): void;
  close(): void;
}

interface Frame {
  readonly op?: number;
  readonly d?: unknown;
}

export function createGateway(
  world: World,
  { server, heartbeatMs, url }: { server: Server; heartbeatMs: number; url: () => string },
): Gateway {
  const sockets = new WebSocketServer({ noServer: true });
  const sessions = createGatewaySessions();
  const stalled = new WeakSet<WebSocket>();
  const counts = { identified: 0, resumed: 0, refused: 0 };
  let isDown = false;

  const send = (socket: WebSocket, frame: object) => {
    if (!stalled.has(socket) && socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
  };
  const { identify, resume } = createLogin(world, { sessions, counts, send, url });

  function serve(socket: WebSocket): void {
    let session: GatewaySession | undefined;
    send(socket, { op: GatewayOpcodes.Hello, d: { heartbeat_interval: heartbeatMs } });
    socket.on("message", (raw: RawData) => {
      if (stalled.has(socket)) return;
      const { op, d = {} } = JSON.parse(String(raw)) as Frame;
      if (op === GatewayOpcodes.Heartbeat) send(socket, { op: GatewayOpcodes.HeartbeatAck });
      else if (op === GatewayOpcodes.Identify) session = identify(socket, d as object) ?? session;
      else if (op === GatewayOpcodes.Resume) session = resume(socket, d as object) ?? session;
      else socket.close(GatewayCloseCodes.UnknownOpcode);
    });
    // As at Discord: whoever closes normally does not want to resume.
    socket.on("close", (code) => session?.leave(code === 1000 || code === 1001));
    // A client that vanished is a normal end here.
    socket.on("error", () => {});
  }

  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    if (isDown || !request.url?.startsWith(GATEWAY_PATH)) return void stream.destroy();
    sockets.handleUpgrade(request, stream, head, serve);
  });
  world.subscribe((event) => {
    for (const session of sessions.all()) {
      const data = dispatchFor(event, { intents: session.intents, botId: world.bot.id });
      if (data !== undefined) session.dispatch(event.name, data);
    }
  });

  return {
    connected: () => sessions.all().filter(({ isAttached }) => isAttached()).length,
    counts,
    drop: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
    stall: () => {
      for (const socket of sockets.clients) {
        stalled.add(socket);
        socket.pause();
      }
    },
    setDown: (value) => {
      isDown = value;
    },
    closeAll: (code) => {
      for (const socket of sockets.clients) socket.close(code);
    },
    requestReconnect: () => {
      for (const socket of sockets.clients) send(socket, { op: GatewayOpcodes.Reconnect, d: null });
    },
    invalidate: () => sessions.forget(),
    reorderNext: () => {
      for (const session of sessions.all()) session.reorderNext();
    },
    close: () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

interface LoginParts {
  readonly sessions: ReturnType<typeof createGatewaySessions>;
  readonly counts: Gateway["counts"];
  readonly send: (socket: WebSocket, frame: object) => void;
  readonly url: () => string;
}

/** How a socket gets its session: a new one, or its old one. */
function createLogin(world: World, { sessions, counts, send, url }: LoginParts) {
  return { identify, resume };

  function identify(
    socket: WebSocket,
    data: { token?: unknown; intents?: unknown },
  ): GatewaySession | undefined {
    const intents = Number(data.intents);
    if (data.token !== world.token) return refuse(socket, GatewayCloseCodes.AuthenticationFailed);
    if ((intents & GatewayIntentBits.MessageContent) !== 0 && !world.hasMessageContent)
      return refuse(socket, GatewayCloseCodes.DisallowedIntents);
    counts.identified += 1;
    const session = sessions.open(intents, (frame) => send(socket, frame));
    const guilds = [...world.guilds.values()];
    session.dispatch(GatewayDispatchEvents.Ready, {
      v: 10,
      user: world.bot,
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: url(),
      application: { id: world.applicationId, flags: applicationFlags(world) },
    });
    if ((intents & GatewayIntentBits.Guilds) !== 0)
      for (const guild of guilds)
        session.dispatch(GatewayDispatchEvents.GuildCreate, guildPayload(world, guild));
    return session;
  }

  function resume(
    socket: WebSocket,
    data: { token?: unknown; session_id?: unknown; seq?: unknown },
  ): GatewaySession | undefined {
    if (data.token !== world.token) return refuse(socket, GatewayCloseCodes.AuthenticationFailed);
    const session = sessions.find(String(data.session_id));
    if (session === undefined) {
      send(socket, { op: GatewayOpcodes.InvalidSession, d: false });
      return undefined;
    }
    counts.resumed += 1;
    session.resume(Number(data.seq), (frame) => send(socket, frame));
    return session;
  }

  function refuse(socket: WebSocket, code: GatewayCloseCodes): undefined {
    counts.refused += 1;
    socket.close(code);
    return undefined;
  }
}
