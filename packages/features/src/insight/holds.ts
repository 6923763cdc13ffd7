/** What holds an open message, and what ends it: the one place that decides it. Only reads. */
import type { Advice, Hold, JournalEvent, PlaceWait } from "@tinyagi/contracts";
import {
  awaitedProvider,
  type MessageRow,
  readHeld,
  readHold,
  type Store,
  toFailureFact,
} from "@tinyagi/kernel";

/** Most sub-agents that are named. */
const NODES_MAX = 5;

export interface Held {
  readonly hold: Hold;
  readonly advice: Advice | null;
}

type HeldRow = Pick<MessageRow, "id" | "agent_id">;
export type HoldReads = Pick<Store, "holds" | "approvals" | "graphs">;

/**
 * The first of the holds that are stored for a message: it does not start, whatever its lane does, and the others are shown
 * when this one has ended.
 *
 * @param about.of the held message, if it is not the one that is asked about @param about.pause who paused it, and where
 */
export function storedHold(
  store: HoldReads,
  message: HeldRow,
  about: { of: number | null; pause?: () => PauseFacts },
): Held | undefined {
  const keys = store.holds.of(message.id);
  const [first] = keys;
  if (first === undefined) return undefined;
  const rest = { of: about.of, more: keys.length - 1 };
  const key = readHold(first);
  if (key.kind === "pause") {
    const { by = null, at = null, runId = null } = about.pause?.() ?? {};
    return {
      hold: { code: "waits.pause", by, at, ...rest },
      advice: { code: "resume", target: runId ?? `@${message.agent_id}` },
    };
  }
  const approval = key.kind === "approval" ? store.approvals.get(key.id) : undefined;
  if (approval !== undefined) {
    const { id, kind: asks, expires_at: until } = approval;
    const { held } = readHeld(approval);
    if (held !== undefined) {
      const { status, by } = held;
      return { hold: { code: "waits.decided", id, status, by, until: held.until, ...rest }, advice: null };
    }
    return {
      hold: { code: "waits.approval", id, asks, until, ...rest },
      advice: { code: "decide", id, asks },
    };
  }
  const call = key.kind === "spawn" ? store.graphs.call(key.id) : undefined;
  if (call !== undefined) return subAgents(store, call, rest);
  return { hold: { code: "waits.held", hold: first, ...rest }, advice: { code: "held" } };
}

export interface PauseFacts {
  by: string | null;
  at: number | null;
  runId: string | null;
}

/** @param events of the message's conversation, oldest first */
export function findPause(store: Store, { id }: HeldRow, events: readonly JournalEvent[]): PauseFacts {
  const paused = events.findLast((event) => event.type === "steering.paused" && event.messageRowId === id);
  const by = paused?.type === "steering.paused" ? paused.data.by : null;
  return { by, at: paused?.time ?? null, runId: store.why.runsOf(id).at(-1)?.id ?? null };
}

type Call = NonNullable<ReturnType<Store["graphs"]["call"]>>;

function subAgents(store: HoldReads, call: Call, rest: { of: number | null; more: number }): Held {
  const open = store.graphs.openBelow(call.graph_id, call.node_id);
  const names = open.slice(0, NODES_MAX).flatMap((row) => store.graphs.nodeOf(row.id)?.node_id ?? []);
  return {
    hold: { code: "waits.sub_agents", open: open.length, names, ...rest },
    advice: { code: "sub_agents", runId: call.run_id },
  };
}

type OpenRow = Pick<MessageRow, "agent_id" | "status" | "not_before" | "failure" | "attempts" | "last_error">;

/** What the first message of a lane waits for, when nothing stored holds it. Pure. */
export function ownHold(
  message: OpenRow,
  around: { live: number; maxLive: number; now: number; away: PlaceWait | undefined },
): Held {
  const at = message.not_before;
  if (at !== null && at > around.now) return laterHold(message, at);
  const { away, live, maxLive } = around;
  if (away !== undefined)
    return {
      hold: { code: "waits.place", agent: message.agent_id, ...away },
      advice: { code: "place", ...away },
    };
  const hold: Hold = live >= maxLive ? { code: "waits.slot", live, max: maxLive } : { code: "waits.start" };
  return { hold, advice: null };
}

function laterHold(message: OpenRow, at: number): Held {
  const { last_error: error, attempts } = message;
  const { cause, waitsUntil, pausedUntil, said, window, place, resetsAt = at } = toFailureFact(message) ?? {};
  const provider = awaitedProvider(message);
  if (provider !== undefined) {
    const paused = pausedUntil === undefined || said === undefined ? null : { until: pausedUntil, said };
    return {
      hold: {
        ...{ code: "waits.provider", provider, error: error ?? "", paused, until: waitsUntil ?? null },
        ...(place === undefined ? {} : { place }),
      },
      advice: { code: "provider", provider, cause: cause ?? null },
    };
  }
  if (window !== undefined) return { hold: { code: "waits.window", ...window, at: resetsAt }, advice: null };
  if (attempts > 0) return { hold: { code: "waits.retry", at, error }, advice: null };
  // What waits before its first attempt has a reason and no failure; without one it waits for more of its sender.
  const hold: Hold = error === null ? { code: "waits.more", at } : { code: "waits.cause", error, at };
  return { hold, advice: null };
}
