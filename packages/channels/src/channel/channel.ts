/**
 * One channel: an adapter between its platform and the TinyAGI API. Runs until `signal` aborts. What is under way then is
 * finished by the next process.
 */
import type { Client } from "@tinyagi/client";
import { isAppError } from "@tinyagi/contracts";
import type { ViewWords } from "@tinyagi/views";
import type { ChannelAdapter } from "../adapter/channel-adapter.js";
import type { Connection } from "../adapter/connection.js";
import type { ButtonPress } from "../adapter/incoming.js";
import type { Log } from "../base/log.js";
import { backoffMs, SYSTEM_TIMING, type Timing } from "../base/timing.js";
import type { Groups } from "../inbound/group-policy.js";
import { createIntake } from "../inbound/intake.js";
import { BUTTON_EVENTS, type ButtonWatch, createButtonWatch } from "../outbound/button-watch.js";
import { createDelivery, type Delivery } from "../outbound/delivery.js";
import { createReplySender } from "../outbound/send-reply.js";
import { createProgress, PROGRESS_EVENTS, type Progress } from "../progress/progress.js";

export interface ChannelOptions {
  readonly adapter: ChannelAdapter;
  /** With the channel's own token. */
  readonly client: Client;
  /** Name of the channel, such as `telegram` or `telegram.coder`. */
  readonly channel: string;
  readonly groups?: Groups;
  /** Who answers a message that addresses nobody itself. Default: as the server decides. */
  readonly agent?: string;
  /** Of what TinyAGI itself writes; default English. */
  readonly words?: ViewWords;
  /** Folder for files that people send. */
  readonly filesIn: string;
  /** Bytes of one received file; default 20 MiB. */
  readonly fileMaxBytes?: number;
  readonly log: Log;
  readonly timing?: Timing;
  readonly onConnection: (connection: Connection) => void;
}

/** @throws PlatformError `unauthorized`, AppError when TinyAGI does not accept the channel */
export async function runChannel(options: ChannelOptions, signal: AbortSignal): Promise<void> {
  const { adapter, timing = SYSTEM_TIMING, log } = options;
  const stop = new AbortController();
  const all = AbortSignal.any([signal, stop.signal]);
  const common = { ...options, timing, groups: options.groups ?? {}, signal: all };
  const progress = createProgress(common);
  const buttons = createButtonWatch(common);
  let isConnected = false;
  const delivery = createDelivery({
    ...common,
    sender: createReplySender(adapter, buttons.shown, options.words),
    isConnected: () => isConnected,
    onDelivered: () => {},
  });
  const intake = createIntake({
    ...common,
    onAccepted({ ref, conversationId, reply }) {
      if (reply === undefined) progress.begin(conversationId, ref);
    },
    async onRefused({ chat, id }, reason) {
      await adapter.sendText(chat, { markdown: reason, replyTo: id }, all).catch((error: unknown) => {
        log("warn", "a refusal could not be sent", { error: String(error) });
      });
    },
  });
  const events = {
    message: intake.message,
    press(press: ButtonPress) {
      buttons.shown(press.value, press.ref);
      return intake.press(press);
    },
    connection(connection: Connection) {
      isConnected = connection.state === "connected";
      if (isConnected) delivery.wake();
      options.onConnection(connection);
    },
  };
  const parts = [
    adapter.run(events, all),
    delivery.run(all),
    follow(common, { delivery, progress, buttons }),
  ];
  try {
    // The first part that ends, ends the others: a channel works as a whole or not at all.
    await Promise.race(parts);
  } finally {
    stop.abort(new Error("the channel stopped"));
    await Promise.allSettled(parts);
    await progress.idle();
  }
}

/** Follows the events of the channel's conversations. Without them, replies are found by polling. */
async function follow(
  { client, timing, log, signal }: { client: Client; timing: Timing; log: Log; signal: AbortSignal },
  { delivery, progress, buttons }: { delivery: Delivery; progress: Progress; buttons: ButtonWatch },
): Promise<void> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      const stream = client.events({
        types: ["reply.queued", "reply.retried", ...PROGRESS_EVENTS, ...BUTTON_EVENTS],
        signal,
        onConnection(state) {
          if (state.state !== "open") return;
          failures = 0;
          if (state.gap) progress.forget();
          // Replies may have been queued before the stream was open.
          delivery.wake();
        },
      });
      for await (const event of stream) {
        if (event.type === "reply.queued" || event.type === "reply.retried") delivery.wake();
        progress.event(event);
        buttons.event(event);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isAppError(error) && !error.retryable) throw error;
      log("warn", "the event stream of TinyAGI is not available; it is tried again", { failures });
      progress.forget();
      await timing.sleep(backoffMs(Math.max(1, failures), timing.random()), signal).catch(() => {});
    }
  }
}
