/** Names of what Discord's texts contain as ids: servers, channels, roles. Learned from the gateway; nothing is asked for. */
import { GatewayDispatchEvents, type GatewayDispatchPayload } from "@discordjs/core/http-only";

export interface Names {
  learn(event: GatewayDispatchPayload): void;
  readonly channel: (id: string) => string | undefined;
  readonly role: (id: string) => string | undefined;
  /** `Server #channel`. */
  readonly chat: (channelId: string, guildId: string) => string | undefined;
}

interface Named {
  readonly id: string;
  readonly name?: string | null | undefined;
}

export function createNames(): Names {
  const [guilds, channels, roles] = [
    new Map<string, string>(),
    new Map<string, string>(),
    new Map<string, string>(),
  ];
  const keep = (into: Map<string, string>, { id, name }: Named) => {
    if (name) into.set(id, name);
  };
  return {
    learn(event) {
      switch (event.t) {
        case GatewayDispatchEvents.GuildCreate: {
          keep(guilds, event.d);
          const all: readonly Named[] = [...event.d.channels, ...event.d.threads];
          for (const channel of all) keep(channels, channel);
          for (const role of event.d.roles) keep(roles, role);
          return;
        }
        case GatewayDispatchEvents.GuildUpdate:
          keep(guilds, event.d);
          return;
        case GatewayDispatchEvents.ChannelCreate:
        case GatewayDispatchEvents.ChannelUpdate:
        case GatewayDispatchEvents.ThreadCreate:
        case GatewayDispatchEvents.ThreadUpdate:
          keep(channels, event.d as Named);
          return;
        case GatewayDispatchEvents.GuildRoleCreate:
        case GatewayDispatchEvents.GuildRoleUpdate:
          keep(roles, event.d.role);
          return;
        default:
          return;
      }
    },
    channel: (id) => channels.get(id),
    role: (id) => roles.get(id),
    chat(channelId, guildId) {
      const [guild, channel] = [guilds.get(guildId), channels.get(channelId)];
      const named = [guild, channel === undefined ? undefined : `#${channel}`].filter(Boolean);
      return named.length === 0 ? undefined : named.join(" ");
    },
  };
}
