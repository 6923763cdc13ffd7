/** Presses of buttons and application commands: each is answered once within three seconds. */
import {
  type APIApplicationCommandInteractionDataBasicOption,
  type APIMessage,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ComponentType,
  InteractionType,
} from "discord-api-types/v10";
import { findMessage, toButtons } from "./messages.js";
import type { FakeChannel, FakeUser, World } from "./world.js";

export interface FakeInteraction {
  readonly id: string;
  readonly token: string;
  readonly channelId: string;
  /** The message with the pressed button. */
  readonly message?: APIMessage;
  readonly at: number;
  /** How the bot answered it first; undefined while the person waits. */
  answered?: number;
  /** What only this person sees as the answer. */
  shown?: string;
  /** Further answers. */
  readonly notes: string[];
}

export type Interactions = Map<string, FakeInteraction>;

interface Acting {
  readonly world: World;
  readonly interactions: Interactions;
  readonly user: FakeUser;
}

/** @throws Error when the message has no such button */
export function pressButton(
  { world, interactions, user }: Acting,
  messageId: string,
  label: string,
): FakeInteraction {
  const message = findMessage(world, messageId);
  if (message === undefined) throw new Error(`there is no message ${messageId}`);
  const button = toButtons(message).find((one) => one.label === label);
  if (button === undefined) throw new Error(`message ${messageId} has no button ${label}`);
  const channel = world.channels.get(message.channel_id);
  if (channel === undefined) throw new Error("the channel is gone");
  return start({ world, interactions, user }, channel, {
    type: InteractionType.MessageComponent,
    message,
    data: { custom_id: button.custom_id, component_type: ComponentType.Button },
  });
}

/** @throws Error when the bot registered no such command */
export function useCommand(
  acting: Acting,
  channel: FakeChannel,
  { name, options }: { name: string; options: Readonly<Record<string, string>> },
): FakeInteraction {
  const command = acting.world.commands.find((one) => one.name === name);
  if (command === undefined) throw new Error(`there is no command /${name}`);
  const given = Object.entries(options).map(
    ([option, value]): APIApplicationCommandInteractionDataBasicOption => {
      if (!command.options?.some((one) => one.name === option)) throw new Error(`/${name} has no ${option}`);
      return { name: option, type: ApplicationCommandOptionType.String, value };
    },
  );
  return start(acting, channel, {
    type: InteractionType.ApplicationCommand,
    data: { id: command.id, name, type: ApplicationCommandType.ChatInput, options: given },
  });
}

function start(
  { world, interactions, user }: Acting,
  channel: FakeChannel,
  { type, data, message }: { type: InteractionType; data: object; message?: APIMessage },
): FakeInteraction {
  const id = world.nextId();
  const interaction: FakeInteraction = {
    id,
    token: `interaction-${id}`,
    channelId: channel.id,
    at: Date.now(),
    notes: [],
    ...(message === undefined ? {} : { message }),
  };
  interactions.set(interaction.token, interaction);
  const { guildId } = channel;
  world.publish({
    name: "INTERACTION_CREATE",
    data: {
      id,
      application_id: world.applicationId,
      type,
      data,
      token: interaction.token,
      version: 1,
      channel_id: channel.id,
      channel: { id: channel.id, type: channel.type, parent_id: channel.parentId ?? null },
      locale: "en-US",
      entitlements: [],
      authorizing_integration_owners: {},
      ...(message === undefined ? {} : { message }),
      ...(guildId === undefined
        ? { user }
        : { guild_id: guildId, member: { user, roles: [], permissions: "0" } }),
    },
    guildId,
  });
  return interaction;
}
