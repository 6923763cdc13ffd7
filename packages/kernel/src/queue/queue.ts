/**
 * The durable queue. Every function runs inside a write of the store and changes a row's state only as the transition
 * table allows. Run id and boot id fence a claim: a run that has lost its claim cannot write.
 */

import { cutText } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import { messageScope } from "../journal/event-scope.js";
import { renderWithoutNotes } from "../message/render-prompt.js";
import type { MessageRow } from "../store/schema.js";
import { adoptMessage } from "./adopted-message.js";
import { createBatches } from "./batch.js";
import { createDeadLetters } from "./dead-letters.js";
import { createFailedAttempts, type FailedAttemptsOptions, toFence } from "./failed-attempts.js";
import { answerColumns, type Queue } from "./queue-contract.js";
import type { QueueParts } from "./queue-parts.js";
import { recordDead } from "./record-dead.js";
import { recoverQueue } from "./recovery.js";
import { createReturns } from "./returned-messages.js";
import { createStops } from "./stopped-messages.js";
import { transition } from "./transition.js";

const PREVIEW_CHARS = 120;

export interface QueueOptions extends FailedAttemptsOptions {
  bootId: string;
  /** What the agent reads of a message. Default: its text. */
  present?: (message: MessageRow) => string;
  /** Display name of an agent, for the event of its failure. Default: its id. */
  agentName?: (agentId: string) => string;
}

export function createQueue(options: QueueOptions): Queue {
  const { store, clock } = options;
  const batches = createBatches(options);
  const attempts = createFailedAttempts(options);
  const listeners: ((row: MessageRow) => void)[] = [];
  const mustGet = (id: number): MessageRow => {
    const row = store.messages.get(id);
    if (row === undefined) throw new AppError("NOT_FOUND", `There is no message ${id}.`);
    return row;
  };
  const notifyEnded = (id: number) => {
    if (listeners.length === 0) return;
    const row = mustGet(id);
    for (const listener of listeners) listener(row);
  };
  const parts: QueueParts = { ...options, batches, notifyEnded, mustGet };
  return {
    ...createEntrance(parts),
    ...createReturns(parts, attempts),
    ...createStops(parts),
    ...createDeadLetters(parts),
    complete(claim, answer) {
      const result = { ...answerColumns(answer), now: clock.now() };
      const changed = store.messages.complete(toFence(claim), result);
      transition({ id: claim.id, from: "processing", to: "completed" }, changed);
      batches.complete(claim);
      notifyEnded(claim.id);
    },
    fail(claim, error, around = {}) {
      const decision = attempts.settle(claim, error, around);
      if (decision.kind === "retry") {
        batches.leave(claim);
        return decision;
      }
      recordDead(options, claim, error);
      batches.die(claim, error);
      notifyEnded(claim.id);
      return decision;
    },
    isOutOfPatience: attempts.isOutOfPatience,
    onEnded: (listener) => void listeners.push(listener),
    adopt: (id, runId, turn) => adoptMessage(parts, { id, runId, turn }, options.present),
    recover: (end, adopted) => recoverQueue(parts, end, adopted),
  };
}

/** How messages come in, and how runs get them. */
function createEntrance(parts: QueueParts): Pick<Queue, "enqueue" | "claim" | "joinLive"> {
  const { store, journal, clock, bootId, batches, mustGet } = parts;
  return {
    enqueue(message, origin) {
      const id = store.messages.insert({ ...message, created_at: clock.now() });
      const row = mustGet(id);
      const { kind, from_agent: fromAgent, agent_id: agent } = message;
      const { channel, sender, incoming } = origin;
      const data = {
        messageId: kind === "user" ? origin.replyToId : message.message_id,
        agent,
        kind,
        fromAgent,
        channel,
        sender,
        preview: cutText(origin.preview ?? renderWithoutNotes(row), PREVIEW_CHARS),
        title: row.title ?? "",
        ...(incoming === undefined ? {} : { incoming: cutText(incoming, PREVIEW_CHARS) }),
      };
      journal.append("message.accepted", data, messageScope(row));
      return row;
    },
    claim(lane, runId) {
      const row = store.messages.claimHead({ lane, runId, bootId, now: clock.now() });
      if (row === undefined) return undefined;
      return { ...row, run_id: runId, boot_id: bootId, ...batches.join(row, runId) };
    },
    joinLive(row, claim) {
      batches.joinOne(row, claim);
      store.afterCommit(() => claim.batch.push(row.id));
    },
  };
}
