/** A small HTTP server that speaks the routes the command uses, and makes a home look served. For tests only. */
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import { processStartTime } from "@tinyagi/base/process-table";
import type { AgentConfig, ConversationDetail, JournalEvent, TeamConfig } from "@tinyagi/contracts";
import { resolvePaths } from "../context/paths.js";
import { conversationOf } from "./sample.js";

export const TOKEN = "test-token-0123456789";

export interface FakeServer extends AsyncDisposable {
  /** `METHOD /path` and body of every call with a body or a change. */
  calls: { line: string; body: unknown }[];
  /** `METHOD /path?query` of every call. */
  urls: string[];
  /** The authorization of every call. */
  tokens: (string | undefined)[];
  /** Its address. */
  url: string;
  agents: Record<string, AgentConfig>;
  teams: Record<string, TeamConfig>;
  conversation: ConversationDetail;
  /** Sent on the stream once a message came in. */
  events: JournalEvent[];
  /** Sends more events on the open streams. */
  send: (events: readonly JournalEvent[]) => void;
  /** How many streams are open. */
  streamCount: () => number;
  /** Answers for `METHOD /path`, before all others. */
  answers: Map<string, { status: number; body: unknown }>;
  /** Answers every call that `answers` does not name, except for the stream and a message. */
  fallback: ((method: string, path: string) => { status: number; body: unknown }) | undefined;
}

/** Serves `home` on a free port until disposed. */
export async function serveHome(home: string): Promise<FakeServer> {
  const streams = new Set<ServerResponse>();
  let sent = 0;
  const state: Omit<FakeServer, typeof Symbol.asyncDispose> = {
    calls: [],
    urls: [],
    tokens: [],
    url: "",
    agents: { coder: { name: "Coder", provider: "demo", model: "" } },
    teams: { dev: { name: "Dev", agents: ["coder"], leader_agent: "coder" } },
    conversation: conversationOf(),
    events: [],
    send(events) {
      for (const event of events) {
        sent += 1;
        const frame = `id: ${sent}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
        for (const stream of streams) stream.write(frame);
      }
    },
    streamCount: () => streams.size,
    answers: new Map(),
    fallback: undefined,
  };
  const server = createServer((request, response) => {
    answer({ state, streams, request, response }).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  state.url = `http://127.0.0.1:${port}`;
  const paths = resolvePaths({ TINYAGI_HOME: home });
  await mkdir(dirname(paths.tokenFile), { recursive: true });
  await writeFile(paths.tokenFile, `${TOKEN}\n`, { mode: 0o600 });
  const startTime = await processStartTime(process.pid);
  await writeFile(
    paths.daemonFile,
    JSON.stringify({ pid: process.pid, startTime, port, bootId: "boot_1", version: "1.2.3" }),
  );
  return Object.assign(state, {
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

interface Exchange {
  state: Omit<FakeServer, typeof Symbol.asyncDispose>;
  streams: Set<ServerResponse>;
  request: IncomingMessage;
  response: ServerResponse;
}

async function answer(exchange: Exchange): Promise<void> {
  const { state, request, response } = exchange;
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const line = `${request.method} ${url.pathname}`;
  state.tokens.push(request.headers.authorization);
  state.urls.push(`${request.method} ${url.pathname}${url.search}`);
  let text = "";
  for await (const chunk of request) text += String(chunk);
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  if (request.method !== "GET") state.calls.push({ line, body });
  const send = (value: unknown, status = 200): void => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  };
  if (url.pathname === "/healthz") return send({ ok: true });
  const isHook = url.pathname.startsWith("/api/hooks/");
  if (!isHook && request.headers.authorization !== `Bearer ${TOKEN}`) {
    return send({ error: "a token is needed", code: "UNAUTHORIZED" }, 401);
  }
  const prepared = state.answers.get(line);
  if (prepared !== undefined) return send(prepared.body, prepared.status);
  if (line === "GET /api/events/stream") return openStream(exchange);
  if (line === "POST /api/message") {
    send({ ok: true, messageId: "cli_1", conversationId: state.conversation.id, agents: ["coder"] });
    return state.send(state.events);
  }
  if (state.fallback !== undefined) {
    const fallback = state.fallback(request.method ?? "", url.pathname);
    return send(fallback.body, fallback.status);
  }
  const id = url.pathname.split("/")[3] ?? "";
  const value = entityAnswer(state, line, { id, body });
  if (value === undefined) return send({ error: "there is no such thing", code: "NOT_FOUND" }, 404);
  return send(value);
}

function entityAnswer(state: Exchange["state"], line: string, call: { id: string; body: unknown }): unknown {
  const { id } = call;
  if (line === "GET /api/agents") return state.agents;
  if (line === "GET /api/teams") return state.teams;
  if (line === "GET /api/providers") return { default: null, providers: {} };
  if (line === "GET /api/settings") return { agents: state.agents, teams: state.teams };
  if (line === `PUT /api/agents/${id}`) {
    const merged = { ...state.agents[id], ...(call.body as AgentConfig) };
    // As in the daemon, null removes a value.
    const agent = Object.fromEntries(
      Object.entries(merged).filter(([, value]) => value !== null),
    ) as AgentConfig;
    state.agents[id] = agent;
    return { ok: true, agent, provisioned: true };
  }
  if (line === `PUT /api/teams/${id}`) {
    state.teams[id] = call.body as TeamConfig;
    return { ok: true, team: call.body };
  }
  if (line.startsWith("GET /api/conversations/")) return state.conversation;
  if (line === "GET /api/runs")
    return state.conversation.runs.map((run) => ({
      ...run,
      task: state.conversation.text,
      total: run.usage,
    }));
  if (line === "GET /api/queue/lanes") return { lanes: [], truncated: false };
  if (line === "GET /api/queue/dead") return [];
  if (line === "GET /api/queue/dead/summary") return { total: 0, groups: [], until: 0 };
  if (line === "GET /api/budgets" || line === "GET /api/budgets/stops") return [];
  if (line === "GET /api/events") return { events: [], next: null };
  if (line === "GET /api/approvals") return { approvals: [] };
  if (line.startsWith("DELETE ") || line.endsWith("/reset")) return { ok: true };
  return undefined;
}

function openStream(exchange: Exchange): void {
  const { response, streams } = exchange;
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write("event: connected\ndata: {}\n\n");
  streams.add(response);
  response.once("close", () => streams.delete(response));
}
