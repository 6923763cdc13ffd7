/**
 * Background work leaves room in the windows of a provider: from `execution.background_quota_max` percent on, schedules and
 * heartbeats, with what they cause, wait until the window starts again. Messages of people never do.
 */

import { DEFAULT_LOGIN, type WindowFact } from "@tinyagi/contracts";
import { endsEn, moment } from "@tinyagi/views";
import { isSelfStarted } from "../message/source.js";
import type { ProviderHold } from "../providers/circuits-contract.js";
import { fullWindow } from "../providers/quota.js";
import type { Claim } from "../queue/queue-contract.js";
import type { QuotaRow } from "../store/schema.js";
import type { RunParts } from "./context.js";
import type { RunTarget } from "./ports.js";

/** A waiting message looks again at least this often: the setting may have changed. */
const LOOK_AGAIN_MS = 60_000;

/** The target with the logins that have room, or why the message waits. */
export type BackgroundRoom =
  | { readonly target: RunTarget; readonly hold?: never }
  | { readonly target?: never; readonly hold: ProviderHold };

export function backgroundRoom(parts: RunParts, claim: Claim, target: RunTarget): BackgroundRoom {
  const { store, clock, backgroundQuotaMax } = parts;
  const max = backgroundQuotaMax?.();
  if (max === undefined) return { target };
  // Sub-agents and teammates of such work belong to its conversation.
  const asked = store.conversations.get(claim.conversation_id);
  if (asked === undefined || !isSelfStarted(asked)) return { target };
  const rows = store.quota.ofProvider(target.provider);
  const now = clock.now();
  const full = (login: string) => fullWindow(rows, { login, max, now });
  if (target.logins === undefined) {
    const window = full(DEFAULT_LOGIN);
    return window === undefined ? { target } : { hold: holdFor(window, max, now) };
  }
  const logins = target.logins.filter(({ name }) => full(name) === undefined);
  if (logins.length > 0) return { target: { ...target, logins } };
  const [first] = target.logins
    .flatMap(({ name }) => full(name) ?? [])
    .sort((one, other) => (one.resets_at ?? 0) - (other.resets_at ?? 0));
  return first === undefined ? { target } : { hold: holdFor(first, max, now) };
}

function holdFor(window: QuotaRow, max: number, now: number): ProviderHold {
  const { provider, login, period, used_percent: used } = window;
  const resetsAt = window.resets_at ?? now + LOOK_AGAIN_MS;
  const fact: WindowFact = {
    provider,
    period,
    used: Math.floor(used),
    max,
    ...(login === DEFAULT_LOGIN ? {} : { login }),
  };
  return {
    until: Math.min(resetsAt, now + LOOK_AGAIN_MS),
    tryAt: resetsAt,
    reason: endsEn.window(fact, moment(resetsAt, { now })),
    class: "rate_limited",
    // No provider: to end its pause would not end this wait.
    failure: { cause: "limit", resetsAt, window: fact },
  };
}
