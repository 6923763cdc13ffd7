/** The queue in the shapes of the API and of 0.0.20. */
import { isAppError, type LaneMessage } from "@tinyagi/contracts";
import { openLanes } from "@tinyagi/features";
import type { DeadPlace, LaneRow, Store } from "@tinyagi/kernel";
import type { RouteHandlers } from "../../route-handlers.js";
import { getLoad } from "../load.js";
import { listJoinedAgents } from "../message/joins.js";
import { resolveWorkPlace } from "../message/work-place.js";
import type { Services } from "../services.js";
import { adviceView, deadCursor, deadView, laneMessageView, processingView, titleView } from "../view.js";

/** More are not counted. */
const UNREAD_MAX = 1_000;

type QueueHandlers = Pick<
  RouteHandlers,
  | "queueStatus"
  | "queueAgents"
  | "queueProcessing"
  | "queueLanes"
  | "killProcessing"
  | "queueDead"
  | "deadSummary"
  | "retryAllDead"
  | "purgeDead"
  | "retryDead"
  | "deleteDead"
>;

export function queueHandlers(services: Services): QueueHandlers {
  const { store, journal, conversations, dispatcher, clock } = services;
  return {
    queueStatus: () => queueStatus(services),
    queueAgents: () => store.messages.openByAgent(clock.now()),
    queueProcessing({ query }) {
      const now = clock.now();
      return store.messages.active(query.limit).map((row) => ({
        ...processingView(row, journal.redacted, { now, alive: dispatcher.isLive(row.id) }),
        // Clients of 0.0.20 know no such field.
        ...(query.facts === "true" ? { title: titleView(row, journal.redacted) } : {}),
      }));
    },
    queueLanes({ query }) {
      const { lanes, truncated } = openLanes(store, { ...getLoad(services), limit: query.limit });
      const nodes = nodesOf(
        store,
        lanes.flatMap(({ messages }) => messages),
      );
      const views = lanes.map(({ messages, ...lane }) => ({
        ...lane,
        messages: messages.map((row) =>
          laneMessageView(row, journal.redacted, {
            store,
            joins: listJoinedAgents(store, row),
            subAgent: nodes.get(row.id) ?? null,
          }),
        ),
      }));
      return { lanes: views, truncated };
    },
    async killProcessing({ params }) {
      return { ok: true, ...(await conversations.cancelMessage(params.id, { code: "operator" })) };
    },
    queueDead: ({ query: { before, ...query } }) =>
      store.deadLetters.list({ ...query, before: resolvePlace(before) }).map((row) =>
        deadView(row, journal.redacted, {
          store,
          joins: listJoinedAgents(store, row),
          work: resolveWorkPlace(services, row.id, row.conversation_id),
        }),
      ),
    deadSummary({ query: { agent } }) {
      const groups = store.deadLetters.groups(agent).map(({ errorClass, ...group }) => ({
        ...group,
        errorClass: errorClass ?? "transient",
        advice: adviceView(errorClass),
      }));
      const total = groups.reduce((sum, { count }) => sum + count, 0);
      return { total, groups, until: clock.now() };
    },
    async retryAllDead({ body }) {
      const retried: { id: number; conversationId: string }[] = [];
      const next = await eachDead(services, { ...body, isRetried: true }, async (id) => {
        retried.push({ id, conversationId: await conversations.replayDead(id) });
      });
      return { ok: true, retried, remaining: store.deadLetters.count(body.agent), next };
    },
    async purgeDead({ body }) {
      const deleted: number[] = [];
      const next = await eachDead(services, body, async (id) => {
        await conversations.deleteDead(id);
        deleted.push(id);
      });
      return { ok: true, deleted, remaining: store.deadLetters.count(body.agent), next };
    },
    async retryDead({ params }) {
      return { ok: true, conversationId: await conversations.replayDead(params.id) };
    },
    async deleteDead({ params }) {
      await conversations.deleteDead(params.id);
      return { ok: true };
    },
  };
}

/** The sub-agents of these messages, in one look-up. */
function nodesOf({ graphs }: Store, rows: readonly LaneRow[]): Map<number, LaneMessage["subAgent"]> {
  const tasks = rows.filter(({ kind }) => kind === "node").map(({ id }) => id);
  return new Map(
    tasks.length === 0 ? [] : graphs.nodesOf(tasks).map(({ message, ...node }) => [message, node]),
  );
}

interface DeadQuery {
  ids?: readonly number[] | undefined;
  agent?: string | undefined;
  except?: readonly string[] | undefined;
  after?: string | undefined;
  until?: number | undefined;
  isRetried?: true;
  limit: number;
}

/**
 * One write for each, because a thousand in one write would block all others. Skips rows that no longer exist, and, when
 * they are named, those of sub-agents, which are retried in their graph.
 *
 * @returns the cursor after which to continue; null when all that were wanted have been taken
 */
async function eachDead(
  { store }: Services,
  wanted: DeadQuery,
  act: (id: number) => Promise<void>,
): Promise<string | null> {
  const { ids, agent, limit } = wanted;
  const isWanted = (id: number) => agent === undefined || store.messages.get(id)?.agent_id === agent;
  const places =
    ids === undefined ? store.deadLetters.oldest({ ...wanted, after: resolvePlace(wanted.after) }) : [];
  for (const id of ids?.filter(isWanted).slice(0, limit) ?? places.map((place) => place.id)) {
    try {
      await act(id);
    } catch (error) {
      if (!isAppError(error, "NOT_FOUND") && !isAppError(error, "CONFLICT")) throw error;
    }
  }
  const last = places.at(-1);
  return last === undefined || places.length < limit ? null : deadCursor(last);
}

function resolvePlace(cursor: string | undefined): DeadPlace | undefined {
  const [at, id] = cursor?.split("-").map(Number) ?? [];
  return at === undefined || id === undefined ? undefined : { at, id };
}

/** `queued` counts messages behind a busy or held lane, `incoming` all other waiting messages. */
function queueStatus({ store, clock }: Services) {
  const counts = new Map(store.messages.countByStatus().map((row) => [row.status, row.n]));
  const queued = store.messages.countQueued(clock.now());
  return {
    incoming: (counts.get("pending") ?? 0) - queued,
    queued,
    processing: counts.get("processing") ?? 0,
    completed: counts.get("completed") ?? 0,
    dead: counts.get("dead") ?? 0,
    cancelled: counts.get("cancelled") ?? 0,
    outgoing: store.outbox.countOpen(),
    unread: store.conversations.countUnread(UNREAD_MAX),
    moving: store.tasks.countMoving(),
  };
}
