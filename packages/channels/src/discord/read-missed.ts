/** What was written while nobody listened: it is read from the history, and handed over before what is new. */
import type { GatewayReadyDispatchData } from "@discordjs/core/http-only";
import { readHistory } from "./history.js";
import type { Places } from "./places.js";
import type { ReceiverParts } from "./receiver-parts.js";
import { snowflakeAt, snowflakeBefore } from "./snowflake.js";
import { keep, take } from "./take-message.js";

/** Messages of different chats may arrive in another order than that of their ids. */
const REORDER_MS = 10_000;
/** Older messages are not asked for: nobody expects an answer to them any more. */
const MISSED_MAX_MS = 24 * 3_600_000;

/** A connection begins: direct chats are read at once, servers when the gateway names their chats. */
export function readDirectChats(parts: ReceiverParts, { guilds }: GatewayReadyDispatchData): void {
  const { mark, openChats, missing } = parts;
  const since = mark.since();
  if (since === undefined) return;
  const after = missedSince(since);
  const chats = new Set([...mark.chats(), ...openChats]);
  const work = [...chats].map((channelId) => catchUp(parts, { channelId }, after));
  inBackground(parts, Promise.all(work), mark.hold(since + 1n));
  missing.clear();
  for (const { id } of guilds) missing.set(id, { after, release: mark.hold(since + 1n) });
}

/** The listed chats of a server, once it is known which they are. */
export function readServer(parts: ReceiverParts, id: string, channels: ReturnType<Places["learn"]>): void {
  const { missing, places, groups } = parts;
  const missed = missing.get(id);
  if (missed === undefined) return;
  missing.delete(id);
  const { after, release } = missed;
  const listed = channels.filter(
    ({ id: channelId, guildId, lastMessageId }) =>
      BigInt(lastMessageId ?? 0) > after &&
      places.namesOf(channelId, guildId).some((name) => Object.hasOwn(groups, name)),
  );
  const work = listed.map(({ id: channelId, guildId }) => catchUp(parts, { channelId, guildId }, after));
  inBackground(parts, Promise.all(work), release);
}

/** @param place.guildId the history does not say it */
async function catchUp(
  parts: ReceiverParts,
  place: { channelId: string; guildId?: string | undefined },
  after: bigint,
): Promise<void> {
  const { lanes, mark, recent, fromHistory, signal } = parts;
  const { channelId, guildId } = place;
  await lanes.run(channelId, () =>
    readHistory(
      parts,
      {
        channelId,
        after,
        take(message) {
          if (recent.has(message.id)) return;
          keep(fromHistory, message.id);
          const release = mark.hold(BigInt(message.id));
          take(parts, guildId === undefined ? message : { ...message, guild_id: guildId }, release);
        },
      },
      signal,
    ),
  );
}

/** Whatever fails for good ends the channel by itself; the mark stays where it was. */
function inBackground({ log, signal }: ReceiverParts, work: Promise<unknown>, release: () => void): void {
  work.then(release, (error: unknown) => {
    if (!signal.aborted) log("error", "missed messages were not read", { error: String(error) });
  });
}

/** Where the reading of missed messages begins. */
function missedSince(mark: bigint): bigint {
  const oldest = snowflakeAt(Date.now() - MISSED_MAX_MS);
  const margin = snowflakeBefore(mark, REORDER_MS);
  if (margin < oldest) return oldest;
  return margin;
}
