/**
 * Sends the daily digest to the owner's chat. Guarantees: one a day, also across restarts and a changed clock; none for a
 * day on which nothing happened, unless the settings want it. No model is asked, so it costs nothing.
 */

import type { Clock, Log, Timer } from "@tinyagi/base";
import { lastTimeOfDay, localDay } from "@tinyagi/base";
import type { Digest, Settings } from "@tinyagi/contracts";
import type { Outbox } from "@tinyagi/kernel";
import { type Bots, type OwnerChat, ownerChat } from "@tinyagi/kernel";
import { digestText, isQuietDay, type ViewWords, wordsIn } from "@tinyagi/views";
import { type DigestParts, digestFacts } from "./digest-facts.js";

const EVERY_MS = 60_000;
/** A digest that is later than this is no news. */
const LATE_MAX_MS = 6 * 3_600_000;
const DAY_MS = 86_400_000;
/** Where it is kept without a chat: clients read it there. */
const KEPT_AT: OwnerChat = { channel: "web", sender: "TinyAGI", sender_id: "tinyagi-digest" };

export interface DigestsOptions extends DigestParts {
  clock: Clock;
  log: Log;
  outbox: Pick<Outbox, "add">;
  settings: () => Settings;
  /** As in {@link Bots}. */
  ownBots?: Bots["ownBots"];
}

export interface Digests extends AsyncDisposable {
  start(): void;
  /** What a digest would say now, of the last 24 hours. */
  read(): Promise<Digest>;
  /** Sends one now. @returns the channel that gets it; `web` when no owner can be reached */
  send(): Promise<{ channel: string; text: string }>;
}

export function createDigests(options: DigestsOptions): Digests {
  const { clock, log, store } = options;
  let timer: Timer | undefined;
  let working: Promise<void> | undefined;
  let stopped = false;
  // Whoever switches it on in the evening waits for the next evening.
  let known: { at: string | undefined; since: number } | undefined;

  const words = (): ViewWords => wordsIn(options.settings().language);
  const read = (until = clock.now()): Promise<Digest> =>
    digestFacts(options, { since: until - DAY_MS, until });

  async function tick(): Promise<void> {
    const { at, empty } = options.settings().digest;
    known = known === undefined ? { at, since: 0 } : known.at === at ? known : { at, since: clock.now() };
    if (at === undefined) return;
    const due = lastTimeOfDay(at, clock.now());
    const id = `digest_${localDay(due)}`;
    if (due < known.since || clock.now() - due > LATE_MAX_MS || store.outbox.newest(1, id).length > 0) return;
    const digest = await read(due);
    if (!empty && isQuietDay(digest)) return;
    await queue(options, digestText(digest, words()), id);
  }

  function arm(): void {
    timer = clock.setTimer(EVERY_MS, () => {
      working = tick()
        .catch((error: unknown) =>
          log.error({ err: error }, "the digest could not be made; TinyAGI will try again"),
        )
        .finally(() => {
          working = undefined;
          if (!stopped) arm();
        });
    });
  }

  return {
    start: arm,
    read: () => read(),
    async send() {
      const text = digestText(await read(), words());
      return { channel: await queue(options, text, `digest-now_${clock.now()}`), text };
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      timer?.cancel();
      await working;
    },
  };
}

/** @returns the channel */
async function queue(options: DigestsOptions, message: string, messageId: string): Promise<string> {
  const { store, outbox, settings, ownBots } = options;
  return store.write(() => {
    const { channels } = settings();
    const { channel, sender, sender_id: senderId } = ownerChat(store, { channels, ownBots }) ?? KEPT_AT;
    outbox.add({
      messageId,
      channel,
      sender,
      senderId,
      message,
      conversationId: null,
      originalMessage: "",
      agent: null,
      files: [],
      metadata: null,
    });
    return channel;
  });
}
