/** The queue as people and old clients see it. */
import type { RouteHandlers } from "../route-handlers.js";
import type { Services } from "./services.js";
import { deadView, processingView } from "./view.js";

type QueueHandlers = Pick<
  RouteHandlers,
  | "queueStatus"
  | "queueAgents"
  | "queueProcessing"
  | "killProcessing"
  | "queueDead"
  | "retryDead"
  | "deleteDead"
>;

export function queueHandlers(services: Services): QueueHandlers {
  const { store, conversations, dispatcher, clock } = services;
  return {
    queueStatus: () => queueStatus(services),
    queueAgents: () => store.messages.openByAgent(),
    queueProcessing({ query }) {
      const now = clock.now();
      return store.messages
        .active(query.limit)
        .map((row) => processingView(row, { now, alive: dispatcher.isLive(row.id) }));
    },
    async killProcessing({ params }) {
      return { ok: true, ...(await conversations.cancelMessage(params.id, "killed by the operator")) };
    },
    queueDead: ({ query }) => store.messages.dead(query.limit).map(deadView),
    async retryDead({ params }) {
      return { ok: true, conversationId: await conversations.replayDead(params.id) };
    },
    async deleteDead({ params }) {
      await conversations.deleteDead(params.id);
      return { ok: true };
    },
  };
}

/** `queued` waits behind a busy or held lane, `incoming` is everything else that waits. */
function queueStatus({ store }: Services) {
  const counts = new Map(store.messages.countByStatus().map((row) => [row.status, row.n]));
  const queued = store.messages.countQueued();
  return {
    incoming: (counts.get("pending") ?? 0) - queued,
    queued,
    processing: counts.get("processing") ?? 0,
    completed: counts.get("completed") ?? 0,
    dead: counts.get("dead") ?? 0,
    cancelled: counts.get("cancelled") ?? 0,
    outgoing: store.outbox.countOpen(),
  };
}
