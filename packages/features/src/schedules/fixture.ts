/**
 * Schedules over a real store with a clock that the test advances and sets. Messages are rows of conversations. For
 * tests only.
 */

import type { Clock } from "@tinyagi/base";
import { createIds, SILENT_LOG } from "@tinyagi/base";
import { AppError, defaultSettings } from "@tinyagi/contracts";
import type { Store } from "@tinyagi/kernel";
import { createJournal, ownerChat } from "@tinyagi/kernel";
import { conversationRow, createTempStore } from "../../../kernel/src/store/fixture.js";
import type { PrepareMessage, TimedMessage } from "./firing.js";
import { createSchedules } from "./schedules.js";

export function createScheduleFixture(
  agents: readonly string[] = ["coder"],
  around: (store: Store) => Store = (store) => store,
) {
  const temp = createTempStore();
  const store = around(temp.store);
  const skew = { ms: 0 };
  // Timers run by elapsed time, as on a real machine. `set` changes only the wall clock.
  const armed = new Set<number>();
  const clock: Clock = {
    ...temp.clock,
    now: () => temp.clock.now() + skew.ms,
    setTimer(delayMs, fire) {
      armed.add(temp.clock.monotonic() + delayMs);
      return temp.clock.setTimer(delayMs, fire);
    },
  };
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const sent: TimedMessage[] = [];
  const state = { refusal: undefined as Error | undefined, known: new Set(agents), made: 0 };
  const prepare: PrepareMessage = async (message) => () => {
    if (state.refusal !== undefined) throw state.refusal;
    const { channel, sender, messageId } = message;
    if (store.conversations.findInbound(channel, messageId) !== undefined)
      throw new AppError("DUPLICATE_MESSAGE", "duplicate messageId");
    state.made += 1;
    const conversationId = `conv_${state.made}`;
    store.conversations.insert(conversationRow(conversationId, { inbound_id: messageId, channel, sender }));
    store.afterCommit(() => sent.push(message));
    return { conversationId, messageId };
  };
  const build = () =>
    createSchedules({
      store,
      journal,
      clock,
      log: SILENT_LOG,
      newId: createIds(),
      prepare,
      knows: (id) => state.known.has(id),
      ownerChat: () => ownerChat(store, defaultSettings()),
    });
  const current = { schedules: build() };
  const settled = (): Promise<void> => settle(store);
  return {
    store,
    clock,
    state,
    sent,
    settled,
    current,
    get schedules() {
      return current.schedules;
    },
    /** Lets `ms` pass from timer to timer, with everything that comes due on the way. */
    async pass(ms: number): Promise<void> {
      await settled();
      const end = temp.clock.monotonic() + ms;
      for (;;) {
        const next = Math.min(end, ...armed);
        for (const at of armed) if (at <= next) armed.delete(at);
        temp.clock.advance(next - temp.clock.monotonic());
        await settled();
        if (next === end && !armed.has(end)) return;
      }
    },
    /** Sets the wall clock, forwards or back; nothing wakes by it. */
    set(time: number): void {
      skew.ms += time - clock.now();
    },
    /** Ends the service and starts another over the same store, as a restart does. */
    async restart(downMs: number): Promise<void> {
      await current.schedules[Symbol.asyncDispose]();
      temp.clock.advance(downMs);
      armed.clear();
      current.schedules = build();
      current.schedules.start();
      temp.clock.advance(0);
      await settled();
    },
    events: () => journal.read(0, 1_000).filter((event) => event.type.startsWith("schedule.")),
    close: (id: string) => store.writeNow(() => store.conversations.close(id, "closed", clock.now())),
    async [Symbol.asyncDispose]() {
      await current.schedules[Symbol.asyncDispose]();
      await temp[Symbol.asyncDispose]();
    },
  };
}

async function settle(store: Store): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await store.idle();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

export type ScheduleFixture = ReturnType<typeof createScheduleFixture>;
export const OPERATOR = { actor: "operator" };
