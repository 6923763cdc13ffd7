import type { ApprovalKind, PlaceWait } from "@tinyagi/contracts";
import type { RunWords } from "./run-words.js";

const ASKS: Readonly<Record<ApprovalKind, string>> = {
  question: "waits for your answer",
  permission: "waits for your permission",
  spawn: "waits for your approval of its plan",
  budget: "waits for your decision about a budget",
};

const BECAUSE: Readonly<Record<PlaceWait["because"], string>> = {
  away: "is not reachable",
  full: "has no free slot",
  draining: "gets no new runs",
  moving: "gets the agent with its files now",
};

const atMost = (left: string | undefined): string => (left === undefined ? "" : ` (${left} at most)`);

/** Runs in English. */
export const runs: RunWords = {
  states: {
    running: "Running",
    waiting: "Waiting",
    queued: "Queued",
    paused: "Paused",
    resuming: "Will continue",
    done: "Done",
    failed: "Failed",
    interrupted: "Interrupted",
    cancelled: "Cancelled",
    skipped: "Skipped",
    not_started: "Not started",
  },
  waits: {
    turn: "waits behind an earlier message",
    paused: "is paused until you resume it",
    sub_agents: "waits for its sub-agents",
    slot: "waits for a free slot",
    behindRunning: (id) => `waits until message ${id} has ended`,
    behind: (id, wait) => `waits behind message ${id}, which ${wait}`,
    retry: (left, attempt) =>
      `tries again ${left === undefined ? "now" : `in ${left}`}${attempt === undefined ? "" : `, attempt ${attempt}`}`,
    person: (asks, left) => `${ASKS[asks]}${atMost(left)}`,
    provider: (provider, left) =>
      `waits for ${provider === undefined ? "its provider" : `the provider ${provider}`}${atMost(left)}`,
    place: (place) =>
      place === undefined
        ? "waits for its worker"
        : place.because === "moving"
          ? "waits until its agent has been moved"
          : `waits for the worker ${place.place}, which ${BECAUSE[place.because]}`,
    start: (left) => (left === undefined ? "starts next" : `starts in ${left}`),
    window: (left) => `waits until its provider has room again${atMost(left)}`,
    decided: (left) => `goes on with your decision${left === undefined ? "" : ` in ${left}`}`,
    held: (left) => `is held${left === undefined ? "" : ` for ${left}`}`,
  },
  plan: {
    label: "Plan for sub-agents",
    json: "The plan as JSON",
    planned: (count) => `Plans ${count} ${count === 1 ? "sub-agent" : "sub-agents"}`,
    after: (names) => `after ${names.join(", ")}`,
  },
  steered: {
    taken: "Sent. The agent reads it in its running turn.",
    restarted:
      "Sent. The agent reads it now: its turn was interrupted, and the run continues with your text.",
    sent: "Sent. The run continues with your text.",
  },
  progress: {
    working: "Working",
    done: (count, all) => `${count} of ${all} agents done`,
    more: (count) => `${count} more`,
  },
};
