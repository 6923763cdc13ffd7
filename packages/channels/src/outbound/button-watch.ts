/**
 * Removes the buttons of an approval when it is settled, wherever that happened. It is decoration: the server takes one
 * decision, whatever buttons are still shown.
 */
import type { JournalEvent } from "@tinyagi/contracts";
import type { ChannelAdapter } from "../adapter/channel-adapter.js";
import type { MessageRef } from "../adapter/chat.js";
import type { Log } from "../base/log.js";

/** Open approvals with buttons that are remembered. */
const WATCHED_MAX = 1_000;
const ID = /\bask_[a-hj-np-z2-9]{8}\b/;

export const BUTTON_EVENTS = [
  "approval.answered",
  "approval.expired",
  "approval.cancelled",
] as const satisfies readonly JournalEvent["type"][];

export interface ButtonWatch {
  /** Buttons of this approval are shown. @param text a text or a value that names it */
  shown(text: string, ref: MessageRef): void;
  event(event: JournalEvent): void;
}

export function createButtonWatch(options: {
  readonly adapter: ChannelAdapter;
  readonly log: Log;
  readonly signal: AbortSignal;
}): ButtonWatch {
  const { adapter, log, signal } = options;
  const watched = new Map<string, MessageRef>();
  return {
    shown(text, ref) {
      const id = ID.exec(text)?.[0];
      if (id === undefined) return;
      watched.set(id, ref);
      const [oldest] = watched.keys();
      if (watched.size > WATCHED_MAX && oldest !== undefined) watched.delete(oldest);
    },
    event(event) {
      if (!("approvalId" in event.data)) return;
      const id = event.data.approvalId;
      const ref = watched.get(id);
      if (ref === undefined || !isSettled(event.type)) return;
      watched.delete(id);
      adapter.removeButtons?.(ref, signal).catch((error: unknown) => {
        log("info", "buttons could not be removed", { error: String(error) });
      });
    },
  };
}

function isSettled(type: JournalEvent["type"]): boolean {
  return BUTTON_EVENTS.some((known) => known === type);
}
