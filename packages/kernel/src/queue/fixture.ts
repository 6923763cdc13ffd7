/** A queue over a temporary store. For tests only. */

import { SILENT_LOG } from "@tinyagi/base";
import type { JournalEvent } from "@tinyagi/contracts";
import { createJournal, type Journal } from "../journal/journal.js";
import { conversationRow, createTempStore, messageRow, type TempStore } from "../store/fixture.js";
import type { NewMessage } from "../store/statement/message-statements.js";
import { createQueue } from "./queue.js";
import type { Claim, Queue } from "./queue-contract.js";
import type { RetryPolicy } from "./retry.js";

export const POLICY: RetryPolicy = {
  maxAttempts: 5,
  baseMs: 1_000,
  maxMs: 60_000,
  patienceMs: 12 * 3_600_000,
};

export interface QueueFixture extends TempStore {
  journal: Journal;
  queue: Queue;
  /** Every event published so far. */
  events: JournalEvent[];
  listTypes(messageRowId: number): string[];
  /** What random numbers are. */
  chance: { value: number };
  /** How many providers an agent has. */
  entries: { of: (agentId: string) => number };
  /** Another boot's queue over the same store. */
  boot(bootId: string): Queue;
  /** Accepts a message for an agent in a write of its own. @returns its row id */
  add(agent: string, changes?: Partial<NewMessage>): number;
  /** The same inside a write of the test's. */
  addInside(agent: string, changes?: Partial<NewMessage>): number;
  /** Claims in a write of its own, or says that there was nothing to claim. */
  mustClaim(lane: string, runId: string): Claim;
  /** The same inside a write of the test's. */
  claimInside(lane: string): Claim;
}

export function createQueueFixture(): QueueFixture {
  const temp = createTempStore();
  const { store, clock } = temp;
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const events: JournalEvent[] = [];
  journal.subscribe((event) => events.push(event));
  store.writeNow(() => store.conversations.insert(conversationRow("c1")));
  const chance = { value: 0.5 };
  const entries: QueueFixture["entries"] = { of: () => 1 };
  const boot = (bootId: string) =>
    createQueue({
      store,
      journal,
      clock,
      bootId,
      random: () => chance.value,
      policy: () => POLICY,
      providers: (agentId) => entries.of(agentId),
    });
  const queue = boot("boot_1");
  let runs = 0;
  const addInside = (agent: string, changes: Partial<NewMessage> = {}) =>
    queue.enqueue(messageRow(agent, changes), { channel: "api", sender: "tester", replyToId: "in_c1" }).id;
  const must = (claim: Claim | undefined): Claim => {
    if (claim === undefined) throw new Error("There was nothing to claim.");
    return claim;
  };
  return {
    ...temp,
    journal,
    queue,
    events,
    chance,
    entries,
    boot,
    listTypes: (id) => events.filter((event) => event.messageRowId === id).map((event) => event.type),
    add: (agent, changes) => store.writeNow(() => addInside(agent, changes)),
    addInside,
    mustClaim: (lane, runId) => must(store.writeNow(() => queue.claim(lane, runId))),
    claimInside(lane) {
      runs += 1;
      return must(queue.claim(lane, `run_inside_${runs}`));
    },
  };
}
