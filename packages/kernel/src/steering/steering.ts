/**
 * Commands to live runs. Text for a run is stored as a message that joins it, so that it is never lost: it ends in the
 * answer of the run, or it is processed on its own when the run fails or the daemon dies. A pause is latched: it holds
 * the message until it is resumed, also across restarts, and no time limit runs meanwhile. A refused command changes
 * nothing, says why, and is recorded. Who may steer is not checked here: the API and the inbox do that.
 */

import type { Clock, NewId } from "@tinyagi/base";
import { cutText } from "@tinyagi/base";
import { AppError, type EventData, type EventType, type SteerCommand } from "@tinyagi/contracts";
import { messageScope } from "../journal/event-scope.js";
import type { Journal } from "../journal/journal.js";
import { renderPrompt } from "../message/render-prompt.js";
import { PAUSE_HOLD } from "../queue/hold-reason.js";
import type { Queue } from "../queue/queue.js";
import type { MessageRow } from "../store/schema.js";
import { YIELD_MAX_MS } from "../store/statement/lane-order.js";
import type { Store } from "../store/store.js";
import type { LiveRun, LiveRuns } from "./live-runs.js";
import { refusalOf, refused } from "./refusal.js";

/** Abort reason of a run whose message was paused. The message becomes pending again and is held. */
export const PAUSE_REASON = "paused by a person";
/** Abort reason of a background run that makes room for a person. Its message becomes pending again, behind the person's. */
export const YIELD_REASON = "a message of a person goes first";
/** Texts that one run takes, so that a flood of messages cannot keep it from ending. */
export const INPUTS_MAX = 50;
const PREVIEW_CHARS = 120;
/** Events of a run that are looked at. */
const EVENTS_MAX = 2_000;

export interface SteerRequest {
  command: SteerCommand;
  /** For `inject` and `redirect`. */
  text?: string | undefined;
  /** The person's name for events. */
  by: string;
}

export interface Steering {
  /**
   * @param runId any run of the message
   * @throws AppError `NOT_FOUND`, `INVALID_INPUT`, `CONFLICT` when the run cannot do this now
   */
  steer(runId: string, request: SteerRequest): Promise<void>;
  /** The same by the id of the message's row. */
  steerMessage(messageRowId: number, request: SteerRequest): Promise<void>;
  /**
   * Inside a write that stored `row`: lets it join the live run of its lane.
   *
   * @returns false when no run takes it; then it waits for its turn
   */
  join(row: MessageRow, by: string): boolean;
  /**
   * Inside a write that stored the message of a person: ends the background run that occupies its lane, as long as that run has
   * used no tool. It is repeated later. One that has used a tool, or that has waited long enough, ends by itself.
   */
  yieldTo(row: MessageRow): void;
  /** The live run of a lane. */
  liveRunOf(lane: string): LiveRun | undefined;
  /** Whether the message waits until it is resumed. */
  isPaused(messageRowId: number): boolean;
}

export interface SteeringOptions {
  store: Store;
  journal: Journal;
  queue: Queue;
  clock: Clock;
  newId: NewId;
  liveRuns: LiveRuns;
  /** What the agent reads of a message. Default: its text. */
  present?: ((message: MessageRow) => string) | undefined;
  /** Aborts the run of a message. */
  abort: (messageRowId: number, reason: string) => boolean;
  wake: (lane: string) => void;
  /** Cancels an open message and notifies its sender. @throws AppError `NOT_FOUND` */
  cancel: (messageRowId: number, reason: string) => Promise<unknown>;
}

export function createSteering(options: SteeringOptions): Steering {
  const { store, journal, queue, clock, liveRuns, present = renderPrompt } = options;

  function openMessage(id: number): MessageRow {
    const row = store.messages.get(id);
    if (row === undefined || (row.status !== "pending" && row.status !== "processing"))
      throw refused("ended");
    return row;
  }

  function record<T extends SteerEvent>(type: T, row: MessageRow, data: Omit<EventData<T>, "agent">): void {
    const scope = { ...messageScope(row), ...(row.run_id === null ? {} : { runId: row.run_id }) };
    journal.append(type, { agent: row.agent_id, ...data } as EventData<T>, scope);
  }

  /** The command has changed nothing: its write was rolled back. @throws `error` */
  async function recordRefusal(
    row: MessageRow,
    { command, by }: SteerRequest,
    error: unknown,
  ): Promise<never> {
    const reason = refusalOf(error);
    if (reason !== undefined)
      await store.write(() => record("steering.refused", row, { by, command, reason }));
    throw error;
  }

  function pause(id: number, by: string): Promise<void> {
    return store.write(() => {
      const row = openMessage(id);
      if (store.holds.of(row.id).includes(PAUSE_HOLD)) throw refused("already_paused");
      store.holds.put(row.id, PAUSE_HOLD, clock.now());
      record("steering.paused", row, { by });
      store.afterCommit(() => options.abort(row.id, PAUSE_REASON));
    });
  }

  function resume(id: number, by: string): Promise<void> {
    return store.write(() => {
      const row = openMessage(id);
      if (store.holds.remove(row.id, PAUSE_HOLD) === 0) throw refused("not_paused");
      record("steering.resumed", row, { by });
      store.afterCommit(() => options.wake(row.lane));
    });
  }

  /** Stores the text as a message of the same conversation and gives it to the run. */
  function inject(id: number, kind: "inject" | "redirect", input: { text: string; by: string }) {
    const messageId = options.newId("internal");
    return store.write(() => {
      const head = openMessage(id);
      const live = liveRuns.ofLane(head.lane);
      if (live === undefined || live.claim.id !== id || !live.takesInput()) throw refused("not_working");
      if (!isOpen(live)) throw refused("too_many_texts");
      const conversation = store.conversations.get(head.conversation_id);
      const { text } = input;
      const row = queue.enqueue(
        {
          message_id: messageId,
          conversation_id: head.conversation_id,
          lane: head.lane,
          agent_id: head.agent_id,
          team_id: head.team_id,
          kind: "user",
          from_agent: null,
          parent_run_id: head.parent_run_id,
          hop: head.hop,
          chain_step: null,
          text,
        },
        {
          channel: conversation?.channel ?? "api",
          sender: conversation?.sender ?? input.by,
          replyToId: conversation?.reply_to_id ?? messageId,
        },
      );
      give(live, row, { kind, by: input.by });
    });
  }

  /** Inside a write. */
  function give(
    live: LiveRun,
    row: MessageRow,
    { kind, by }: { kind: "inject" | "redirect"; by: string },
  ): void {
    queue.joinLive(row, live.claim);
    const preview = cutText(row.text, PREVIEW_CHARS);
    const scoped = { ...row, run_id: live.claim.run_id };
    record(kind === "inject" ? "steering.injected" : "steering.redirected", scoped, { by, preview });
    store.afterCommit(() => live.give({ kind, text: present(row) }));
  }

  function isOpen(live: LiveRun): boolean {
    return live.takesInput() && live.claim.batch.length < INPUTS_MAX;
  }

  /** @param runId the run that was meant; default: the current one of the message */
  async function steerRow(id: number, request: SteerRequest, runId?: string): Promise<void> {
    const row = store.messages.get(id);
    if (row === undefined) throw new AppError("NOT_FOUND", "There is no message with this id.");
    const about = { ...row, run_id: runId ?? row.run_id };
    await act(id, request).catch((error: unknown) => recordRefusal(about, request, error));
  }

  async function act(id: number, { command, text = "", by }: SteerRequest): Promise<void> {
    switch (command) {
      case "pause":
        return pause(id, by);
      case "resume":
        return resume(id, by);
      case "cancel": {
        const row = openMessage(id);
        await options.cancel(id, `cancelled by ${by}`);
        return store.write(() => record("steering.cancelled", row, { by }));
      }
      default:
        if (text.trim() === "") throw refused("no_text");
        return inject(id, command, { text, by });
    }
  }

  return {
    async steer(runId, request) {
      const run = store.runs.get(runId);
      if (run === undefined) throw new AppError("NOT_FOUND", "There is no run with this id.");
      return steerRow(run.message_row_id, request, runId);
    },
    steerMessage: (id, request) => steerRow(id, request),
    isPaused: (id) => store.holds.of(id).includes(PAUSE_HOLD),
    join(row, by) {
      const live = liveRuns.ofLane(row.lane);
      if (live === undefined || !isOpen(live)) return false;
      give(live, row, { kind: "inject", by });
      return true;
    },
    yieldTo(row) {
      const claim = liveRuns.ofLane(row.lane)?.claim;
      if (row.background === 1 || claim?.background !== 1) return;
      const isDue = clock.now() - claim.created_at >= YIELD_MAX_MS;
      const events = store.events.ofRunAfter(claim.run_id, 0, EVENTS_MAX);
      if (isDue || events.some(({ type }) => type === "run.tool_started")) return;
      store.afterCommit(() => options.abort(claim.id, YIELD_REASON));
    },
    liveRunOf: (lane) => liveRuns.ofLane(lane),
  };
}

type SteerEvent = Extract<EventType, `steering.${string}`>;
