/** REST routes of messages, reactions and typing. */
import type { APIMessage } from "discord-api-types/v10";
import type { FastifyInstance } from "fastify";
import { createMessage, deleteMessage, editMessage } from "./messages.js";
import { readMessageBody } from "./rest-body.js";
import { INVALID_FORM, RestRefusal, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE } from "./rest-error.js";
import { channelPayload, type FakeChannel, type World } from "./world.js";

const PAGE_MAX = 100;

interface Named {
  readonly Params: { channel: string; message: string; emoji: string };
}

export function messageRoutes(app: FastifyInstance, world: World): void {
  /** Messages by the nonce that must be unique. */
  const byNonce = new Map<string, APIMessage>();

  app.get<Named>("/channels/:channel", ({ params }) =>
    channelPayload(world, channelOf(world, params.channel)),
  );

  app.get<Named & { Querystring: { after?: string; limit?: string } }>(
    "/channels/:channel/messages",
    ({ params, query }) => {
      const { messages } = channelOf(world, params.channel);
      const after = BigInt(query.after ?? "0");
      const limit = Math.min(Number(query.limit ?? 50), PAGE_MAX);
      // Discord answers with the oldest after the given one, the newest first.
      return messages
        .filter(({ id }) => BigInt(id) > after)
        .slice(0, limit)
        .reverse();
    },
  );

  app.post<Named>("/channels/:channel/messages", async (request) => {
    const channel = channelOf(world, request.params.channel);
    const { body, files } = await readMessageBody(request);
    const { content = "", nonce, message_reference, components, flags } = body;
    const known = body.enforce_nonce === true ? byNonce.get(nonce ?? "") : undefined;
    if (known !== undefined) return known;
    if (content.trim() === "" && files.length === 0)
      throw new RestRefusal(400, 50_006, "Cannot send an empty message");
    const replyTo = message_reference?.message_id;
    const exists = replyTo === undefined || channel.messages.some(({ id }) => id === replyTo);
    if (!exists && message_reference?.fail_if_not_exists !== false)
      throw new RestRefusal(400, INVALID_FORM, "Invalid Form Body: Unknown message");
    const message = createMessage(world, {
      channel,
      author: world.bot,
      content,
      files,
      replyTo,
      nonce,
      flags,
      ...(components === undefined ? {} : { components }),
    });
    if (nonce !== undefined) byNonce.set(nonce, message);
    return message;
  });

  app.patch<Named>("/channels/:channel/messages/:message", async (request) => {
    const message = messageOf(world, request.params);
    const { body } = await readMessageBody(request);
    if (message.author.id !== world.bot.id)
      throw new RestRefusal(403, 50_005, "Cannot edit a message authored by another user");
    const { content, components } = body;
    return editMessage(world, message, {
      ...(content === undefined ? {} : { content }),
      ...(components === undefined ? {} : { components }),
    });
  });

  app.delete<Named>("/channels/:channel/messages/:message", ({ params }, reply) => {
    deleteMessage(world, messageOf(world, params));
    return reply.status(204).send();
  });

  app.post<Named>("/channels/:channel/typing", ({ params }, reply) => {
    const { id } = channelOf(world, params.channel);
    world.typing.set(id, (world.typing.get(id) ?? 0) + 1);
    return reply.status(204).send();
  });

  const REACTION = "/channels/:channel/messages/:message/reactions/:emoji/@me";
  app.put<Named>(REACTION, ({ params }, reply) => {
    const reaction = toReaction(world, params);
    if (!world.reactions.some((one) => isSame(one, reaction))) world.reactions.push(reaction);
    return reply.status(204).send();
  });
  app.delete<Named>(REACTION, ({ params }, reply) => {
    const reaction = toReaction(world, params);
    const at = world.reactions.findIndex((one) => isSame(one, reaction));
    if (at < 0) throw new RestRefusal(404, 10_014, "Unknown Emoji");
    world.reactions.splice(at, 1);
    return reply.status(204).send();
  });
}

function toReaction(world: World, { channel, message, emoji }: Named["Params"]) {
  const { id } = messageOf(world, { channel, message });
  return { messageId: id, emoji, userId: world.bot.id };
}

function isSame(one: World["reactions"][number], other: World["reactions"][number]): boolean {
  return one.messageId === other.messageId && one.emoji === other.emoji && one.userId === other.userId;
}

export function channelOf(world: World, id: string): FakeChannel {
  const channel = world.channels.get(id);
  if (channel === undefined) throw new RestRefusal(404, UNKNOWN_CHANNEL, "Unknown Channel");
  return channel;
}

function messageOf(world: World, params: { channel: string; message: string }): APIMessage {
  const message = channelOf(world, params.channel).messages.find(({ id }) => id === params.message);
  if (message === undefined) throw new RestRefusal(404, UNKNOWN_MESSAGE, "Unknown Message");
  return message;
}
