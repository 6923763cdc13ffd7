/** Incoming messages and outgoing replies. */

import { discardOutgoingFiles } from "@tinyagi/base";
import { AppError, type RouteInput, type RunChoice, UNREAD_CHANNELS } from "@tinyagi/contracts";
import { recordArtifacts } from "@tinyagi/features";
import type { ClaimedReply } from "@tinyagi/kernel";
import { confirmationReply, type InboundMessage } from "@tinyagi/teams";
import { whyPhrase } from "@tinyagi/views";
import type { RouteHandlers } from "../../route-handlers.js";
import { assertOwnChannel } from "../../security/authorize.js";
import type { Principal } from "../../security/principal.js";
import { found } from "../found.js";
import type { Services } from "../services.js";
import { buildInbox, toInboxCaller } from "./inbox.js";

type MessageHandlers = Pick<
  RouteHandlers,
  | "sendMessage"
  | "listResponses"
  | "listPendingResponses"
  | "listUndelivered"
  | "retryResponse"
  | "createResponse"
  | "claimResponses"
  | "ackResponse"
  | "failResponse"
>;

/** What a message says about the model that answers it. */
function toChoice({ model, effort }: RouteInput<"sendMessage">["body"]): RunChoice | undefined {
  if (model === undefined && effort === undefined) return undefined;
  return { ...(model === undefined ? {} : { model }), ...(effort === undefined ? {} : { effort }) };
}

export function messageHandlers(services: Services): MessageHandlers {
  const { outbox } = services;
  const inbox = buildInbox(services);
  return {
    async sendMessage({ body }, { principal, actor }) {
      services.daemon.assertAccepting();
      assertOwnChannel(principal, body.channel);
      const inbound = {
        text: body.message,
        channel: body.channel,
        sender: body.sender,
        senderId: body.senderId,
        messageId: body.messageId ?? undefined,
        target: body.agent || undefined,
        join: body.join,
        budget: body.budget,
        whenBusy: body.whenBusy,
        choice: toChoice(body),
        metadata: body.metadata,
        forwarded: body.forwarded,
      };
      const caller = toInboxCaller(principal);
      if (principal.kind === "run") {
        const { agentId: byAgent } = principal;
        return { ok: true, ...(await inbox.receive({ ...inbound, byAgent }, caller)) };
      }
      const { about, edits } = body;
      const { tasks, conversations } = services;
      const accept = (message: InboundMessage) =>
        tasks.acceptMessage({ ...message, caller: { name: actor } }, (taskId) =>
          conversations.prepare({ ...message, taskId }),
        );
      return { ok: true, ...(await inbox.receive({ ...inbound, about, edits }, caller, accept)) };
    },
    listResponses: ({ query }) => outbox.newest(query.limit, query.messageId, query.facts === "true"),
    listPendingResponses({ query }, { principal }) {
      assertOwnChannel(principal, query.channel);
      return outbox.pending(query.channel, query.limit);
    },
    listUndelivered: ({ query }) => ({
      replies: outbox.undelivered(Object.keys(services.channels.status()), query.limit),
    }),
    async retryResponse({ params }, { actor }) {
      await outbox.retry(params.id, actor);
      return { ok: true };
    },
    createResponse: (input, { principal }) => createResponse(services, input, principal),
    async claimResponses({ body }, { principal }) {
      assertOwnChannel(principal, body.channel);
      const responses = await outbox.claim(body);
      return { responses: principal.kind === "channel" ? responses.map(withCode(services)) : responses };
    },
    async ackResponse({ params, body }, { principal }) {
      assertOwnReply(services, params.id, principal);
      await outbox.ack(params.id, body?.shown);
      return { ok: true };
    },
    async failResponse({ params, body }, { principal }) {
      assertOwnReply(services, params.id, principal);
      return { ok: true, ...(await outbox.fail(params.id, body)) };
    },
  };
}

/** An unknown id passes, because the outbox reports it. */
function assertOwnReply({ store }: Services, id: number, principal: Principal): void {
  const row = store.outbox.get(id);
  if (row !== undefined) assertOwnChannel(principal, row.channel);
}

/** The reply to `/confirm` gets its code here, for the channel alone: stored, everyone who reads replies would see it. */
function withCode({ confirmations }: Services): (reply: ClaimedReply) => ClaimedReply {
  return (reply) => {
    const given = confirmations.announced(reply);
    return given === undefined ? reply : { ...reply, message: confirmationReply(given) };
  };
}

interface Addressee {
  conversationId: string | null;
  channel: string;
  sender: string;
  senderId: string | null;
  agent: string | null;
  /** JSON; on some channels it contains the thread. */
  metadata: string | null;
}

/** Replies of a conversation after which its runs can send no further ones. */
const RUN_MESSAGES_MAX = 100;

function assertMayWriteMore(store: Services["store"], conversationId: string): void {
  if (store.outbox.inConversation(conversationId).length < RUN_MESSAGES_MAX) return;
  throw new AppError(
    "RATE_LIMITED",
    "This conversation has reached its limit of messages. Put the rest into your answer.",
  );
}

/** The addressee of a message. A run writes only to the person of its own conversation, and only as its own agent. */
function resolveAddressee(
  { store }: Services,
  { body }: RouteInput<"createResponse">,
  principal: Principal,
): Addressee {
  if (principal.kind === "run") {
    const conversation = found(
      store.conversations.get(principal.conversationId),
      "The run's conversation no longer exists.",
    );
    const { channel, sender, sender_id, metadata } = conversation;
    if (UNREAD_CHANNELS.has(channel)) {
      throw new AppError(
        "CONFLICT",
        "No person reads this conversation, so nothing was sent. Put the text into your answer. If a person must see it, write a comment on a task or a post in a chat room of your team.",
      );
    }
    assertMayWriteMore(store, conversation.id);
    if ((body.channel ?? channel) !== channel || (body.sender ?? sender) !== sender) {
      throw new AppError(
        "FORBIDDEN",
        "A run may only write to the person of its own conversation. Omit channel and sender.",
      );
    }
    return {
      conversationId: conversation.id,
      channel,
      sender,
      senderId: sender_id,
      agent: principal.agentId,
      metadata,
    };
  }
  const { channel, sender } = body;
  if (channel === undefined || sender === undefined) {
    throw new AppError("INVALID_INPUT", "channel, sender, and message are required");
  }
  assertOwnChannel(principal, channel);
  return {
    conversationId: null,
    channel,
    sender,
    senderId: body.senderId ?? null,
    agent: body.agent ?? null,
    metadata: null,
  };
}

/** Queues a message that answers nothing for its channel. A refused message leaves no copies of its files. */
async function createResponse(services: Services, input: RouteInput<"createResponse">, principal: Principal) {
  services.daemon.assertAccepting();
  const { store, outbox } = services;
  const addressee = resolveAddressee(services, input, principal);
  // A channel may name an agent as the author, but must not obtain files from that agent's workspace.
  const owner = principal.kind === "channel" ? null : addressee.agent;
  const files: string[] = [];
  try {
    for (const requested of input.body.files ?? []) files.push(await createCopy(services, owner, requested));
    const messageId = services.newId("proactive");
    const { message } = input.body;
    await store.write(() => {
      // Checked again inside the write: simultaneous calls may all have passed the first check.
      if (addressee.conversationId !== null) assertMayWriteMore(store, addressee.conversationId);
      outbox.add({ ...addressee, messageId, message, originalMessage: "", files });
      if (principal.kind === "run") {
        const { agentId, conversationId, runId } = principal;
        recordArtifacts(services, { agentId, conversationId, runId, files });
      }
    });
    return { ok: true as const, messageId };
  } catch (error) {
    await discardOutgoingFiles(files);
    throw error;
  }
}

/** @throws AppError `PATH_REFUSED` */
async function createCopy(services: Services, owner: string | null, requested: string): Promise<string> {
  const file = await services.resolveFile(owner, requested);
  if (file.ok) return file.path;
  const reason = whyPhrase(file.why);
  throw new AppError("PATH_REFUSED", `A file cannot be sent: ${reason}`, {
    details: [{ path: "files", message: reason }],
  });
}
