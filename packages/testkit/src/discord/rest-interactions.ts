/** REST routes that answer interactions. The token in the path is their only authentication. */
import { InteractionResponseType, MessageFlags } from "discord-api-types/v10";
import type { FastifyInstance } from "fastify";
import type { FakeInteraction, Interactions } from "./interactions.js";
import { createMessage } from "./messages.js";
import { type MessageBody, parseJson, readMessageBody } from "./rest-body.js";
import { ALREADY_ACKNOWLEDGED, RestRefusal, UNKNOWN_INTERACTION } from "./rest-error.js";
import { channelOf } from "./rest-messages.js";
import type { World } from "./world.js";

interface Named {
  readonly Params: { token: string };
}

export function interactionRoutes(
  app: FastifyInstance,
  { world, interactions, firstAnswerMs }: { world: World; interactions: Interactions; firstAnswerMs: number },
): void {
  const getInteraction = (token: string): FakeInteraction => {
    const interaction = interactions.get(token);
    if (interaction === undefined) throw new RestRefusal(404, UNKNOWN_INTERACTION, "Unknown interaction");
    return interaction;
  };

  app.post<Named>("/interactions/:id/:token/callback", (request, reply) => {
    const interaction = getInteraction(request.params.token);
    if (interaction.answered !== undefined)
      throw new RestRefusal(400, ALREADY_ACKNOWLEDGED, "Interaction has already been acknowledged.");
    if (Date.now() - interaction.at > firstAnswerMs)
      throw new RestRefusal(404, UNKNOWN_INTERACTION, "Unknown interaction");
    const { type, data } = parseJson<{ type: number; data?: MessageBody }>(request);
    interaction.answered = type;
    if (type === InteractionResponseType.ChannelMessageWithSource) say(interaction, data ?? {});
    return reply.status(204).send();
  });

  const ORIGINAL = "/webhooks/:app/:token/messages/@original";
  app.patch<Named>(ORIGINAL, async (request) => {
    const interaction = getInteraction(request.params.token);
    const { body } = await readMessageBody(request);
    interaction.shown = body.content ?? "";
    return { id: world.nextId(), content: interaction.shown };
  });
  app.delete<Named>(ORIGINAL, (request, reply) => {
    delete getInteraction(request.params.token).shown;
    return reply.status(204).send();
  });
  app.post<Named>("/webhooks/:app/:token", async (request) => {
    const interaction = getInteraction(request.params.token);
    if (interaction.answered === undefined)
      throw new RestRefusal(404, UNKNOWN_INTERACTION, "Unknown interaction");
    const { body } = await readMessageBody(request);
    interaction.notes.push(body.content ?? "");
    return { id: world.nextId(), content: body.content ?? "" };
  });

  function say(interaction: FakeInteraction, body: MessageBody): void {
    if (((body.flags ?? 0) & MessageFlags.Ephemeral) !== 0) {
      interaction.shown = body.content ?? "";
      return;
    }
    const channel = channelOf(world, interaction.channelId);
    createMessage(world, { channel, author: world.bot, content: body.content ?? "" });
  }
}
