/**
 * From what Slack delivers to messages of people. Guarantees: an envelope is acknowledged when TinyAGI took what is in it;
 * messages of a chat stay in order; one that comes twice, as an event of the chat and as a mention, is taken once.
 */

import { createChatLanes } from "../base/lanes.js";
import { changeSchema, type Envelope, eventSchema, messageSchema } from "./envelope.js";
import { createNames } from "./names.js";
import { readMissed } from "./read-missed.js";
import type { ReceiverOptions, ReceiverParts } from "./receiver-parts.js";
import { takeChange, takeMessage } from "./take-message.js";
import { takeCommand, takePress } from "./take-press.js";

export interface Receiver {
  take(envelope: Envelope, acknowledge: () => void): void;
  /** There is a connection again: what came meanwhile is read. */
  catchUp(): void;
}

export function createReceiver(options: ReceiverOptions): Receiver {
  const { log, signal } = options;
  const parts = toParts(options);
  return {
    take({ type, payload }, acknowledge) {
      const take = { events_api: takeEvent, interactive: takePress, slash_commands: takeCommand }[type];
      if (type !== "events_api") {
        // A person waits for the answer, and a press that is repeated would count twice.
        acknowledge();
      }
      take(parts, payload).then(acknowledge, () => {
        if (!signal.aborted) log("warn", "something was not taken; Slack delivers it again", { type });
      });
    },
    catchUp() {
      readMissed(parts).catch((error: unknown) => {
        if (!signal.aborted) log("error", "missed messages were not read", { error: String(error) });
      });
    },
  };
}

function toParts(options: ReceiverOptions): ReceiverParts {
  const { signal } = options;
  const names = createNames(options.calls);
  const threads = new Set(options.mark.chats());
  return {
    ...options,
    lanes: createChatLanes(),
    threads,
    reader: {
      ...options,
      threads,
      nameOf: (id) => names.person(id, signal),
      channelName: (id) => names.channel(id, signal),
    },
    underWay: new Map(),
    takenAs: new Map(),
  };
}

function takeEvent(parts: ReceiverParts, payload: unknown): Promise<void> {
  const event = eventSchema.safeParse(payload).data?.event;
  const change = changeSchema.safeParse(event).data;
  if (change !== undefined) return takeChange(parts, change);
  const { data } = messageSchema.safeParse(event);
  return data === undefined ? Promise.resolve() : takeMessage(parts, data);
}
