/** The inbox over the daemon's parts. */
import { createInbox, type Inbox, type InboxCaller } from "@tinyagi/teams";
import type { Principal } from "../security/principal.js";
import { restartRefusal } from "./restart-refusal.js";
import type { Services } from "./services.js";

export function inboxOf(services: Services): Inbox {
  const { store, outbox, clock, newId, pairing, approvals, confirmations, steering } = services;
  const { conversations, settings, daemon } = services;
  return createInbox({
    store,
    outbox,
    clock,
    newId,
    pairing,
    approvals,
    confirmations,
    steering,
    conversations,
    settings: () => settings.current(),
    directory: () => conversations.directory(),
    host: {
      status: () => ({ version: daemon.version, uptime: daemon.uptime() }),
      restart: () => daemon.restart(),
      restartRefusal: () => restartRefusal(settings.problem()),
    },
  });
}

/** Strangers write only on channels, and only an agent's run is not a person. */
export function inboxCallerOf(principal: Principal): InboxCaller {
  const { kind } = principal;
  if (kind === "browser") return "page";
  return kind === "channel" || kind === "run" ? kind : "operator";
}
