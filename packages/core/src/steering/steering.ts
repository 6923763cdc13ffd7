/**
 * Commands to live runs. Text for a run is stored as a message that joins it, so that it is never lost: it ends in the
 * answer of the run, or it is processed on its own when the run fails or the daemon dies. A pause is latched: it holds
 * the message until it is resumed, also across restarts, and no time limit runs meanwhile. A refused command changes
 * nothing and says why. Who may steer is not checked here: the API and the inbox do that.
 */
import { AppError, type EventType, type SteerCommand } from "@tinyagi/contracts";
import type { Clock } from "../base/clock.js";
import { cutText } from "../base/cut-text.js";
import type { NewId } from "../base/ids.js";
import { messageScope } from "../journal/event-scope.js";
import type { Journal } from "../journal/journal.js";
import type { Queue } from "../queue/queue.js";
import type { MessageRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import type { LiveRun, LiveRuns } from "./live-runs.js";

/** Abort reason of a run whose message was paused. The message becomes pending again and is held. */
export const PAUSE_REASON = "paused by a person";
/** Texts that one run takes, so that a flood of messages cannot keep it from ending. */
export const INPUTS_MAX = 50;
const PREVIEW_CHARS = 120;
const PAUSE_HOLD = "pause";

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
  /** Aborts the run of a message. */
  abort: (messageRowId: number, reason: string) => boolean;
  wake: (lane: string) => void;
  /** Cancels an open message and notifies its sender. @throws AppError `NOT_FOUND` */
  cancel: (messageRowId: number, reason: string) => Promise<unknown>;
}

export function createSteering(options: SteeringOptions): Steering {
  const { store, journal, queue, clock, liveRuns } = options;

  function openMessage(id: number): MessageRow {
    const row = store.messages.get(id);
    if (row === undefined || (row.status !== "pending" && row.status !== "processing"))
      throw new AppError("CONFLICT", "The run has ended. Send a new message instead.");
    return row;
  }

  function record(type: SteerEvent, row: MessageRow, data: { by: string; preview?: string }): void {
    const { by, preview = "" } = data;
    const about = { agent: row.agent_id, by };
    const scope = { ...messageScope(row), ...(row.run_id === null ? {} : { runId: row.run_id }) };
    if (type === "steering.injected" || type === "steering.redirected")
      journal.append(type, { ...about, preview }, scope);
    else journal.append(type, about, scope);
  }

  function pause(id: number, by: string): Promise<void> {
    return store.write(() => {
      const row = openMessage(id);
      if (store.holds.of(row.id).includes(PAUSE_HOLD))
        throw new AppError("CONFLICT", "It is paused already. Resume it with `tinyagi resume`.");
      store.holds.put(row.id, PAUSE_HOLD, clock.now());
      record("steering.paused", row, { by });
      store.afterCommit(() => options.abort(row.id, PAUSE_REASON));
    });
  }

  function resume(id: number, by: string): Promise<void> {
    return store.write(() => {
      const row = openMessage(id);
      if (store.holds.remove(row.id, PAUSE_HOLD) === 0) throw new AppError("CONFLICT", "It is not paused.");
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
      if (live === undefined || live.claim.id !== id || !isOpen(live))
        throw new AppError(
          "CONFLICT",
          "The run does not work at the moment, so it takes no text. Send a message instead.",
        );
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
    store.afterCommit(() => live.give({ kind, text: row.text }));
  }

  function isOpen(live: LiveRun): boolean {
    return live.takesInput() && live.claim.batch.length < INPUTS_MAX;
  }

  async function steerMessage(id: number, { command, text = "", by }: SteerRequest): Promise<void> {
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
        if (text.trim() === "") throw new AppError("INVALID_INPUT", `text is required for ${command}`);
        return inject(id, command, { text, by });
    }
  }

  return {
    async steer(runId, request) {
      const run = store.runs.get(runId);
      if (run === undefined) throw new AppError("NOT_FOUND", "There is no run with this id.");
      return steerMessage(run.message_row_id, request);
    },
    steerMessage,
    isPaused: (id) => store.holds.of(id).includes(PAUSE_HOLD),
    join(row, by) {
      const live = liveRuns.ofLane(row.lane);
      if (live === undefined || !isOpen(live)) return false;
      give(live, row, { kind: "inject", by });
      return true;
    },
    liveRunOf: (lane) => liveRuns.ofLane(lane),
  };
}

type SteerEvent = Extract<EventType, `steering.${string}`>;
