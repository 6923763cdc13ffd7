/** The queue as people and old clients see it. */
import { AppError } from "@tinyagi/contracts";
import type { RouteHandlers } from "../route-handlers.js";
import type { Services } from "./services.js";

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
    queueStatus() {
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
    },
    queueAgents: () => store.messages.openByAgent(),
    queueProcessing: ({ query }) =>
      store.messages.active(query.limit).map((row) => ({
        id: row.id,
        messageId: row.message_id,
        channel: row.channel,
        sender: row.sender,
        message: row.text,
        agent: row.agent_id,
        status: row.status === "processing" ? ("processing" as const) : ("queued" as const),
        processAlive: dispatcher.isLive(row.id),
        startedAt: row.updated_at,
        duration: clock.now() - row.updated_at,
      })),
    async killProcessing({ params }) {
      return { ok: true, ...(await conversations.cancelMessage(params.id, "killed by the operator")) };
    },
    queueDead: ({ query }) =>
      store.messages.dead(query.limit).map((row) => ({
        id: row.id,
        data: {
          channel: row.channel,
          sender: row.sender,
          senderId: row.sender_id,
          message: row.text,
          messageId: row.message_id,
          agent: row.agent_id,
        },
        failedReason: row.last_error ?? "",
        errorClass: row.error_class ?? "transient",
        attemptsMade: row.attempts,
        totalAttempts: row.total_attempts,
        timestamp: row.finished_at ?? row.updated_at,
      })),
    async retryDead({ params }) {
      return { ok: true, conversationId: await conversations.replayDead(params.id) };
    },
    async deleteDead({ params }) {
      const deleted = await store.write(() => services.queue.deleteDead(params.id));
      if (!deleted) throw new AppError("NOT_FOUND", "dead message not found");
      return { ok: true };
    },
  };
}
