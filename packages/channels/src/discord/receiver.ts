/**
 * Takes what the gateway delivers. Guarantees: messages of a chat are handed over in order, those that were missed before
 * those that are new; a message counts as read only when TinyAGI took it.
 */
import {
  GatewayDispatchEvents,
  type GatewayDispatchPayload,
  type GatewayReadyDispatchData,
} from "@discordjs/core/http-only";
import type { AdapterEvents } from "../adapter/channel-adapter.js";
import { createLanes } from "../base/lanes.js";
import type { Log } from "../base/log.js";
import type { Timing } from "../base/timing.js";
import type { Groups } from "../inbound/group-policy.js";
import type { ReadMark } from "../inbound/read-mark.js";
import type { DiscordCalls } from "./discord-calls.js";
import { readHistory } from "./history.js";
import { type DiscordMessage, incomingOf, type Reader } from "./incoming.js";
import { answerInteraction } from "./interactions.js";
import { createNames } from "./names.js";
import { createPlaces } from "./places.js";
import { snowflakeAt, snowflakeBefore } from "./snowflake.js";

/** Messages of different chats may arrive in another order than that of their ids. */
const REORDER_MS = 10_000;
/** Older messages are not asked for: nobody expects an answer to them any more. */
const MISSED_MAX_MS = 24 * 3_600_000;
/** Messages of this process that are remembered, so that the history and the gateway do not deliver one twice. */
const RECENT_MAX = 2_000;

export interface ReceiverOptions {
  readonly calls: DiscordCalls;
  readonly events: AdapterEvents;
  readonly mark: ReadMark;
  readonly groups: Groups;
  readonly botId: string;
  readonly fileOrigins: ReadonlySet<string>;
  /** Direct chats with messages in this process. */
  readonly openChats: Set<string>;
  readonly timing: Timing;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface Receiver {
  ready(data: GatewayReadyDispatchData): void;
  dispatch(event: GatewayDispatchPayload): void;
}

export function createReceiver(options: ReceiverOptions): Receiver {
  const { calls, events, mark, groups, botId, fileOrigins, openChats, log, signal } = options;
  const places = createPlaces();
  const names = createNames();
  const lanes = createLanes();
  const botRoles = new Set<string>();
  const recent = new Set<string>();
  /** Messages that the gateway may deliver, too, because they are as new as the history. */
  const fromHistory = new Set<string>();
  const reader: Reader = { botId, botRoles, fileOrigins, namesOf: places.namesOf, names };
  /** Servers whose missed messages are still to be read, and from where. */
  const missing = new Map<string, { after: bigint; release: () => void }>();

  function take(message: DiscordMessage, release: () => void): void {
    const incoming = incomingOf(message, reader);
    keep(recent, message.id);
    if (incoming === undefined) {
      release();
      return;
    }
    const { id: chatId } = incoming.ref.chat;
    if (incoming.kind === "direct") openChats.add(chatId);
    events.message(incoming).then(
      (isTaken) => {
        if (isTaken && incoming.kind === "direct") mark.remember(chatId);
        release();
      },
      // The channel stops: the next process reads it again.
      () => {},
    );
  }

  function live(message: DiscordMessage): void {
    const release = mark.hold(BigInt(message.id));
    void lanes.run(message.channel_id, async () => {
      if (fromHistory.delete(message.id)) release();
      else take(message, release);
    });
  }

  /** @param guildId the history does not say it */
  async function catchUp(channelId: string, after: bigint, guildId?: string): Promise<void> {
    await lanes.run(channelId, () =>
      readHistory(
        options,
        {
          channelId,
          after,
          take(message) {
            if (recent.has(message.id)) return;
            keep(fromHistory, message.id);
            const release = mark.hold(BigInt(message.id));
            take(guildId === undefined ? message : { ...message, guild_id: guildId }, release);
          },
        },
        signal,
      ),
    );
  }

  /** Whatever fails for good ends the channel by itself; the mark stays where it was. */
  function inBackground(work: Promise<unknown>, release: () => void): void {
    work.then(release, (error: unknown) => {
      if (!signal.aborted) log("error", "missed messages were not read", { error: String(error) });
    });
  }

  /** Only while connected: one that was missed with its change is read as it is now. */
  function changed(message: DiscordMessage): void {
    // Discord reports a preview of a link in the same way.
    if (typeof message.edited_timestamp !== "string") return;
    void lanes.run(message.channel_id, async () => {
      const incoming = incomingOf(message, reader);
      // Rejects only when the channel stops: nobody waits for a change.
      if (incoming !== undefined) events.message({ ...incoming, edits: true }).catch(() => {});
    });
  }

  function learn(event: GatewayDispatchPayload): void {
    names.learn(event);
    const channels = places.learn(event);
    if (event.t !== GatewayDispatchEvents.GuildCreate) return;
    for (const { id, tags } of event.d.roles) if (tags?.bot_id === botId) botRoles.add(id);
    const missed = missing.get(event.d.id);
    if (missed === undefined) return;
    missing.delete(event.d.id);
    const { after, release } = missed;
    const listed = channels.filter(
      ({ id, guildId, lastMessageId }) =>
        BigInt(lastMessageId ?? 0) > after &&
        places.namesOf(id, guildId).some((name) => Object.hasOwn(groups, name)),
    );
    inBackground(Promise.all(listed.map(({ id, guildId }) => catchUp(id, after, guildId))), release);
  }

  return {
    ready({ guilds }) {
      const since = mark.since();
      if (since === undefined) return;
      const after = missedSince(since);
      const chats = new Set([...mark.chats(), ...openChats]);
      inBackground(Promise.all([...chats].map((id) => catchUp(id, after))), mark.hold(since + 1n));
      missing.clear();
      for (const { id } of guilds) missing.set(id, { after, release: mark.hold(since + 1n) });
    },
    dispatch(event) {
      learn(event);
      if (event.t === GatewayDispatchEvents.MessageCreate) live(event.d);
      else if (event.t === GatewayDispatchEvents.MessageUpdate) changed(event.d);
      else if (event.t === GatewayDispatchEvents.InteractionCreate)
        answerInteraction({ calls, events, reader, log, signal }, event.d);
    },
  };
}

/** Where the reading of missed messages begins. */
function missedSince(mark: bigint): bigint {
  const oldest = snowflakeAt(Date.now() - MISSED_MAX_MS);
  const margin = snowflakeBefore(mark, REORDER_MS);
  if (margin < oldest) return oldest;
  return margin;
}

/** Adds an id, and drops the oldest one when there are too many. */
function keep(ids: Set<string>, id: string): void {
  ids.add(id);
  const [oldest] = ids;
  if (ids.size > RECENT_MAX && oldest !== undefined) ids.delete(oldest);
}
