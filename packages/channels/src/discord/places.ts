/** Which server and channel a chat belongs to: a thread belongs to its channel, and both to their server. */
import type { GatewayDispatchPayload } from "@discordjs/core/http-only";
import { GatewayDispatchEvents } from "@discordjs/core/http-only";

export interface Places {
  /** Learns from what the gateway reports. @returns the channels of a server that just became known */
  learn(event: GatewayDispatchPayload): readonly KnownChannel[];
  /** Ids under which the settings may list a chat, the most specific first. */
  namesOf(channelId: string, guildId: string): string[];
}

export interface KnownChannel {
  readonly id: string;
  readonly guildId: string;
  readonly lastMessageId: string | undefined;
}

interface RawChannel {
  readonly id: string;
  readonly guild_id?: string | undefined;
  readonly parent_id?: string | null | undefined;
  readonly last_message_id?: string | null | undefined;
}

export function createPlaces(): Places {
  /** Channel of each thread. */
  const parents = new Map<string, string>();
  const learnThread = ({ id, parent_id: parent }: RawChannel) => {
    if (parent != null) parents.set(id, parent);
  };
  return {
    learn(event) {
      switch (event.t) {
        case GatewayDispatchEvents.GuildCreate: {
          const { id: guildId, channels, threads } = event.d;
          for (const thread of threads) learnThread(thread);
          const all: readonly RawChannel[] = [...channels, ...threads];
          return all.map(({ id, last_message_id: last }) => ({
            id,
            guildId,
            lastMessageId: last ?? undefined,
          }));
        }
        case GatewayDispatchEvents.ThreadCreate:
        case GatewayDispatchEvents.ThreadUpdate:
          learnThread(event.d as RawChannel);
          return [];
        case GatewayDispatchEvents.ThreadListSync:
          for (const thread of event.d.threads) learnThread(thread as RawChannel);
          return [];
        case GatewayDispatchEvents.ThreadDelete:
          parents.delete(event.d.id);
          return [];
        default:
          return [];
      }
    },
    namesOf(channelId, guildId) {
      const parent = parents.get(channelId);
      return [channelId, ...(parent === undefined ? [] : [parent]), guildId];
    },
  };
}
