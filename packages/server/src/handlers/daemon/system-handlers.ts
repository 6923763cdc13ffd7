/** Health, status, logs, conversations and runs. */
import {
  AppError,
  type Attention,
  type JournalEvent,
  type RunView,
  runViewSchema,
  type WrittenText,
} from "@tinyagi/contracts";
import { needCounts, waitOfMessage } from "@tinyagi/features";
import { markConversationRead, type RunRow, renderPrompt } from "@tinyagi/kernel";
import { placesOfRuns } from "@tinyagi/teams";
import type { RouteHandlers } from "../../route-handlers.js";
import { assertOwnConversation, conversationMeant } from "../../security/authorize.js";
import { found } from "../found.js";
import { getLoad } from "../load.js";
import { listJoinedAgents } from "../message/joins.js";
import { listRecordings } from "../message/recordings.js";
import { listContributors } from "../message/reply-contributors.js";
import { toExcerpt } from "../message/work-place.js";
import type { Services } from "../services.js";
import { restartRefusal } from "../settings/restart-refusal.js";
import {
  conversationViewer,
  isUnread,
  messageView,
  partsView,
  runTree,
  runView,
  sessionContext,
  titleView,
} from "../view.js";

type SystemHandlers = Pick<
  RouteHandlers,
  | "healthz"
  | "checkNetwork"
  | "status"
  | "logs"
  | "restart"
  | "listConversations"
  | "markConversationRead"
  | "getConversation"
  | "conversationThread"
  | "cancelConversation"
  | "listRuns"
  | "getRun"
  | "runTree"
>;

/** More stops of budgets than this are counted as this many. */
const COUNTED_MAX = 1_000;
/** More conversations of a thread are not marked as read at once. */
const READ_MAX = 1_000;
/** Events of a run among which its start is. */
const FIRST_EVENTS_MAX = 20;
/** Of what a live run has written, in a list of runs. */
const LINE_CHARS = 300;

export function systemHandlers(services: Services): SystemHandlers {
  const { store, daemon, conversations } = services;
  const redact = services.journal.redacted;
  const run = (id: string) => found(store.runs.get(id), "run not found");
  return {
    healthz: () => ({ ok: true }),
    checkNetwork: () => services.checkNetwork(),
    status: () => getStatus(services),
    async logs({ query }) {
      return { lines: await daemon.tailLog(query.limit) };
    },
    restart() {
      const refusal = restartRefusal(services.settings.problem());
      if (refusal !== undefined) throw new AppError("SETTINGS_INVALID", refusal);
      daemon.restart();
      return { ok: true, action: "restart" };
    },
    listConversations({ query: { unread, rooms, ...filter } }) {
      return store.conversations
        .list({
          ...filter,
          ...(unread === "true" ? { unread: 1 } : {}),
          ...(rooms === "false" ? { withoutRooms: 1 } : {}),
        })
        .map(conversationViewer(store, redact, getLoad(services)));
    },
    async markConversationRead({ params, body }) {
      await markConversationRead(services, params.id, body.replyId);
      const above = body.thread === true ? store.threads.unreadBefore(params.id, READ_MAX) : [];
      for (const { id, newest_reply } of above) await markConversationRead(services, id, newest_reply ?? 0);
      const row = found(store.conversations.get(params.id), "conversation not found");
      return { ok: true, unread: isUnread(row) };
    },
    getConversation({ params }, { principal }) {
      const id = conversationMeant(principal, params.id);
      assertOwnConversation(principal, id);
      return conversationOf(services, id);
    },
    conversationThread({ params, query: { limit, side } }) {
      const { id } = found(store.conversations.get(params.id), "conversation not found");
      const view = conversationViewer(store, redact, getLoad(services));
      return {
        earlier: side === "later" ? [] : store.threads.before(id, limit).map(view),
        later: side === "earlier" ? [] : store.threads.after(id, limit).map(view),
        newest: side === "earlier" ? undefined : store.threads.newest(id)?.id,
      };
    },
    async cancelConversation({ params }) {
      return {
        ok: true,
        cancelled: await conversations.cancelConversation(params.id, { code: "operator" }),
      };
    },
    async listRuns({ query: { top, newest, text, ...filter } }) {
      const found = text === undefined ? undefined : await services.search.messagesWith(text);
      return placedRuns(
        services,
        store.runs.list({
          ...filter,
          found,
          ...(top === "true" ? { top: 1 } : {}),
          ...(newest === "true" ? { newest: 1 } : {}),
        }),
      );
    },
    getRun({ params }) {
      const view = found(placedRuns(services, [run(params.id)])[0], "run not found");
      return { ...view, ...startOf(store, params.id) };
    },
    runTree: ({ params }) =>
      found(runTree(store.runs.underRoot(run(params.id).root_run_id), params.id, redact), "run not found"),
  };
}

function placedRuns({ store, written, journal: { redacted } }: Services, rows: readonly RunRow[]) {
  const places = placesOfRuns(store, rows);
  return rows.map((row, index) => {
    const message = store.messages.get(row.message_row_id);
    return {
      ...runView(row, redacted),
      context: sessionContext(row, store),
      task: message === undefined ? "" : toExcerpt(renderPrompt(message), redacted),
      own: redacted(message?.text ?? ""),
      title: message === undefined ? "" : titleView(message, redacted),
      joins: listJoinedAgents(store, message),
      ...(places[index] ?? { total: {} }),
      ...writtenBy(written.of(row.id, LINE_CHARS)),
    };
  });
}

/** Of a steered run, how its first turn came to its program. */
function startOf({ events }: Services["store"], runId: string): Pick<RunView, "start" | "startMs"> {
  const first = events.ofRunAfter(runId, 0, FIRST_EVENTS_MAX);
  const dataOf = (type: JournalEvent["type"]): Readonly<Record<string, unknown>> =>
    JSON.parse(first.find((event) => event.type === type)?.data ?? "{}");
  const known = runViewSchema.shape.start.safeParse(dataOf("run.spawned").start);
  const took = runViewSchema.shape.startMs.safeParse(dataOf("run.ready").startMs);
  return {
    ...(known.data === undefined ? {} : { start: known.data }),
    ...(took.data === undefined ? {} : { startMs: took.data }),
  };
}

function writtenBy(written: WrittenText | undefined): { written?: WrittenText } {
  return written === undefined ? {} : { written };
}

function getStatus(services: Services) {
  const { daemon, settings, dispatcher, channels, heartbeats, plugins, circuits } = services;
  return {
    ok: true as const,
    uptime: daemon.uptime(),
    version: daemon.version,
    bootId: daemon.bootId,
    pid: process.pid,
    home: daemon.home,
    server: { running: true as const, port: daemon.port() },
    channels: channels.status(),
    heartbeat: heartbeats.status(),
    settings: {
      valid: settings.problem() === null,
      problem: settings.problem(),
      warnings: settings.warnings().length,
    },
    attention: countAttention(services),
    exposure: services.exposure.current(),
    live: dispatcher.live(),
    containment: daemon.containment,
    agentHost: daemon.agentHost(),
    pausedProviders: circuits.list(),
    plugins: plugins.status(),
  };
}

/** Counts alone: what waits is shown to callers of the routes that list it. */
function countAttention({ store, circuits, pairing, budgets }: Services): Attention {
  return {
    ...needCounts({ store, circuits }),
    strangers: pairing.list(null).pending.length,
    budgets: budgets.list().flatMap(({ scope, state }) => (state === "exceeded" ? [scope] : [])),
    budgetStops: budgets.stops(COUNTED_MAX).length,
  };
}

function conversationOf({ store, journal, written, ...services }: Services, id: string) {
  const around = getLoad(services);
  const redact = journal.redacted;
  const row = found(store.conversations.get(id), "conversation not found");
  const messages = store.messages.inConversation(row.id);
  const subAgents = messages.filter(({ kind }) => kind === "node").map((message) => message.id);
  const nodes = new Map(store.graphs.nodesOf(subAgents).map(({ message, nodeId }) => [message, nodeId]));
  const replies = store.outbox.inConversation(row.id);
  const withSteps = new Set(store.runs.withSteps(row.id));
  const waiting = new Set(store.approvals.waiting().map(({ run_id }) => run_id));
  const contributors = listContributors(replies, messages, row.join_mode !== "stream");
  const recordings = listRecordings(store, row.id, [row.text, ...messages.map(renderPrompt)]);
  return {
    ...conversationViewer(store, redact, around)(row),
    language: services.settings.current().language,
    ...(recordings.length === 0 ? {} : { recordings }),
    messages: messages.map((message) => {
      const node = nodes.get(message.id);
      return {
        ...messageView(message, redact, { store, asked: row, now: around.now }),
        ...(node === undefined ? {} : { node }),
        wait: waitOfMessage(store, message, around),
      };
    }),
    runs: store.runs.inConversation(row.id).map((run) => ({
      ...runView(run, redact),
      context: sessionContext(run, store),
      hasSteps: withSteps.has(run.id),
      waiting: waiting.has(run.id),
      ...writtenBy(written.of(run.id)),
    })),
    replies: replies.map((reply, index) => ({
      id: reply.id,
      message: reply.message,
      agent: reply.agent,
      agents: contributors[index] ?? [],
      ...partsView(reply),
      files: JSON.parse(reply.files),
      createdAt: reply.created_at,
    })),
  };
}
