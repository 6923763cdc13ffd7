/** A dispatcher over a temporary store whose runs end when the test says so. For tests only. */
import { createIds, SILENT_LOG } from "@tinyagi/base";
import { createQueueFixture } from "../queue/fixture.js";
import type { Claim } from "../queue/queue-contract.js";
import { deferred } from "../runner/fixture.js";
import type { Store } from "../store/store.js";
import { createDispatcher } from "./dispatcher.js";
import type { RunSlot } from "./dispatcher-contract.js";

/** An ended run completes its message, if it still owns it. */
export function createDispatcherFixture(
  options: {
    maxLive?: number;
    mayStart?: (lane: string) => boolean;
    onClaim?: (claim: Claim) => void;
    /** Whether runs offer their place in the write that ends them, as the runner's do. */
    endsWithNext?: boolean;
  } = {},
) {
  const it = createQueueFixture();
  const logged: string[] = [];
  const live = new Map<number, RunSlot & { end: () => void; crash: () => void }>();
  const started: number[] = [];
  let limit = options.maxLive ?? 100;
  const dispatcher = createDispatcher({
    store: it.store,
    queue: it.queue,
    clock: it.clock,
    newId: createIds(),
    log: { ...SILENT_LOG, error: (_fields, message) => logged.push(message) },
    maxLive: () => limit,
    mayStart: options.mayStart,
    onClaim(claim) {
      options.onClaim?.(claim);
      return true;
    },
    async run(slot) {
      const ended = deferred<void>();
      started.push(slot.claim.id);
      live.set(slot.claim.id, {
        ...slot,
        end: () => ended.resolve(),
        crash: () => ended.reject(new Error("bug")),
      });
      try {
        await ended.promise;
        const isOwner = it.store.messages.get(slot.claim.id)?.run_id === slot.claim.run_id;
        if (isOwner)
          await it.store.write(() => {
            it.queue.complete(slot.claim, { text: "ok", files: [] });
            if (options.endsWithNext === true) slot.ending();
          });
      } finally {
        live.delete(slot.claim.id);
      }
    },
  });
  const getSlot = (id: number) => {
    const slot = live.get(id);
    if (slot === undefined) throw new Error(`Message ${id} does not run.`);
    return slot;
  };
  return {
    ...it,
    dispatcher,
    logged,
    started,
    getSlot,
    running: () => [...live.keys()].sort((a, b) => a - b),
    setMaxLive(value: number) {
      limit = value;
    },
    send(lane: string): number {
      const id = it.add(lane);
      dispatcher.wake(lane);
      return id;
    },
    /** Accepts messages in one transaction that offers them. @returns their ids when it is durable */
    offer(...lanes: string[]): Promise<number[]> {
      return it.store.write(() =>
        lanes.map((lane) => {
          const id = it.addInside(lane);
          dispatcher.offer(lane);
          return id;
        }),
      );
    },
    /** Lets claims in flight arrive. */
    flushed: () => flush(it.store),
    async [Symbol.asyncDispose]() {
      const stopped = dispatcher[Symbol.asyncDispose]();
      await it.store.idle();
      for (const slot of live.values()) slot.end();
      await stopped;
      await it[Symbol.asyncDispose]();
    },
  };
}

async function flush(store: Store): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    await store.idle();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
