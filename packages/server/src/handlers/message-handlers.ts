/** Messages in, replies out. */
import { AppError, type RouteInput } from "@tinyagi/contracts";
import type { RouteHandlers } from "../route-handlers.js";
import type { Services } from "./services.js";

type MessageHandlers = Pick<
  RouteHandlers,
  | "sendMessage"
  | "listResponses"
  | "listPendingResponses"
  | "createResponse"
  | "claimResponses"
  | "ackResponse"
  | "failResponse"
>;

export function messageHandlers(services: Services): MessageHandlers {
  const { conversations, outbox } = services;
  return {
    async sendMessage({ body }) {
      services.daemon.assertAccepting();
      const accepted = await conversations.accept({
        text: body.message,
        channel: body.channel,
        sender: body.sender,
        senderId: body.senderId,
        messageId: body.messageId,
        target: body.agent,
        join: body.join,
        metadata: body.metadata,
      });
      return { ok: true, ...accepted };
    },
    listResponses: ({ query }) => outbox.newest(query.limit, query.messageId),
    listPendingResponses: ({ query }) => outbox.pending(query.channel, query.limit),
    createResponse: (input) => createResponse(services, input),
    async claimResponses({ body }) {
      return { responses: await outbox.claim(body) };
    },
    async ackResponse({ params }) {
      await outbox.ack(params.id);
      return { ok: true };
    },
    async failResponse({ params, body }) {
      return { ok: true, ...(await outbox.fail(params.id, body)) };
    },
  };
}

/** A message to a person that answers nothing: queued for its channel. */
async function createResponse(services: Services, { body }: RouteInput<"createResponse">) {
  services.daemon.assertAccepting();
  const files: string[] = [];
  for (const requested of body.files ?? []) {
    const file = await services.resolveFile(body.agent ?? null, requested);
    if (!file.ok)
      throw new AppError("PATH_REFUSED", `A file cannot be sent: ${file.reason}`, {
        details: [{ path: "files", message: file.reason }],
      });
    files.push(file.path);
  }
  const messageId = services.newId("proactive");
  await services.store.write(() =>
    services.outbox.add({
      conversationId: null,
      messageId,
      channel: body.channel,
      sender: body.sender,
      senderId: body.senderId ?? null,
      message: body.message,
      originalMessage: "",
      agent: body.agent ?? null,
      files,
      metadata: null,
    }),
  );
  return { ok: true as const, messageId };
}
