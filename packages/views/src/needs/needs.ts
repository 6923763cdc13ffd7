/** What holds work up until a person acts, and what can wait: one list for every screen. */
import {
  type BudgetView,
  type ChannelStatus,
  getCause,
  needsPerson,
  type PendingSender,
  type ProviderPause,
} from "@tinyagi/contracts";
import { DOWN_STATES, type DownState } from "../words/need-words.js";

/** A question, permission, plan or budget that waits for a person. */
interface OpenApproval {
  readonly id: string;
  readonly agent: string;
  readonly createdAt: number;
  /** A person has decided: it needs no one. */
  readonly held?: unknown;
}

/** A message that failed permanently. */
interface Dead {
  readonly id: number;
  readonly timestamp: number;
  readonly data: { readonly agent: string };
}

/** One thing that holds work up. */
export type Need<A extends OpenApproval, D extends Dead> =
  | { kind: "approval"; key: string; agent: string; at: number; approval: A }
  | { kind: "failure"; key: string; agent: string; at: number; letter: D };

/** Oldest undecided approvals first, because someone waits for each; then the dead letters in their order, newest first. */
export function needsOf<A extends OpenApproval, D extends Dead>(
  approvals: readonly A[],
  dead: readonly D[],
): Need<A, D>[] {
  const asked = approvals
    .filter(({ held }) => held === undefined)
    .sort((a, b) => a.createdAt - b.createdAt)
    .map((approval): Need<A, D> => {
      const { id, agent, createdAt } = approval;
      return { kind: "approval", key: id, agent, at: createdAt, approval };
    });
  const failed = dead.map((letter): Need<A, D> => {
    const { id, data, timestamp } = letter;
    return { kind: "failure", key: `dead-${id}`, agent: data.agent, at: timestamp, letter };
  });
  return [...asked, ...failed];
}

/** A provider for which messages wait. */
export interface ProviderWait {
  readonly kind: "provider";
  readonly key: string;
  readonly pause: ProviderPause;
}

/** One thing that a person should know, and that holds no question up. */
export type CanWait =
  | { kind: "sender"; key: string; sender: PendingSender }
  | ProviderWait
  | { kind: "channel"; key: string; channel: ChannelStatus; state: DownState }
  | { kind: "budget"; key: string; budget: BudgetView };

/** Providers that no pause brings back: a person must sign in, pay or enter a key first. */
export function heldProviders(paused: readonly ProviderPause[]): ProviderWait[] {
  return paused.filter(isHeld).map(toWait);
}

function isHeld(pause: ProviderPause): boolean {
  return needsPerson(getCause(pause));
}

function toWait(pause: ProviderPause): ProviderWait {
  const { provider, login = "", model = "", place } = pause;
  const at = place === undefined ? "" : `-${place}`;
  return { kind: "provider", key: `provider-${provider}-${login}-${model}${at}`, pause };
}

/** The answers of the daemon from which {@link canWait} is made. */
export interface WaitingFacts {
  readonly budgets: readonly BudgetView[];
  readonly senders: readonly PendingSender[];
  readonly channels: readonly ChannelStatus[];
  readonly paused: readonly ProviderPause[];
}

/** People first, then providers and channels, then budgets. What {@link heldProviders} names cannot wait. */
export function canWait({ budgets, senders, channels, paused }: WaitingFacts): CanWait[] {
  return [
    ...senders.map((sender): CanWait => {
      return { kind: "sender", key: `sender-${sender.channel}-${sender.senderId}`, sender };
    }),
    ...paused.filter((pause) => !isHeld(pause)).map(toWait),
    ...channels.flatMap((channel): CanWait[] => {
      const state = DOWN_STATES.find((down) => down === channel.state);
      if (state === undefined || !(channel.enabled || channel.running)) return [];
      return [{ kind: "channel", key: `channel-${channel.id}`, channel, state }];
    }),
    // One that asks at its limit has a question of its own, which holds work up.
    ...budgets
      .filter(({ state, onLimit }) => state === "warning" || (state === "exceeded" && onLimit !== "ask"))
      .map((budget): CanWait => ({ kind: "budget", key: `budget-${budget.scope}`, budget })),
  ];
}
