/** The queue: lanes, dead letters, and why a message waits. */
import { grouped } from "../../lib/format/number";
import { count } from "../../lib/format/text";

export const queue = {
  title: "Queue",
  theMessage: "This message",
  theLanes: "The lanes",
  theDeadLetters: "The dead letters",
  lanes: "Lanes",
  lanesByAgent: "Lanes by agent",
  oneAtATime: "One agent reads one message at a time",
  moreLanes: "More lanes are open than are shown. See them all: tinyagi queue agents",
  asSubAgent: "as a sub-agent",
  messages: (number: number) => count(number, "message"),
  andMore: (more: number) => `and ${more} more after that`,
  emptyMessage: "An empty message",
  from: (agent: string) => `, from ${agent}`,
  fromYou: ", from you",
  empty: {
    title: "Nothing waits",
    text: "Messages wait here until their agent is free: one agent reads one message at a time. What fails for good stays here too, until you replay or delete it.",
  },
  dead: {
    title: "Dead letters",
    messageAndWhy: "Message, and why it failed",
    notReplayed: (message: string, why: string) => `“${message}” was not replayed. ${why}`,
    promise: "Nothing is lost. Replay keeps their order.",
    allAgents: "All agents",
    progress: (done: number) => `${grouped(done)} done`,
    deleteTitle: "Delete all that are selected?",
    deleteText: (number: number) =>
      `${count(number, "dead letter")} cannot be brought back. Conversations stay.`,
    selectNone: "Select none",
    selectAll: "Select all",
    select: (message: string) => `Select: ${message}`,
    selected: "Selected dead letters",
    failAgain: (number: number, advice: string) => `${grouped(number)} would fail again. ${advice}`,
    leaveOut: (number: number) => `Leave ${number === 1 ? "it" : "them"} out`,
    preview: (number: number, to: string) => `Replay ${grouped(number)} to ${to}, oldest first.`,
    more: (number: number) =>
      number === 1 ? "1 more: scroll the list." : `${grouped(number)} more: scroll the list.`,
    nothingToReplay: "Nothing here can be replayed.",
    ofSubAgents: (number: number) =>
      number === 1
        ? "1 belongs to a sub-agent and is left out: retry it in its run."
        : `${grouped(number)} belong to sub-agents and are left out: retry them in their runs.`,
    inRun: "It belongs to a sub-agent: retry it in its run.",
    agents: (number: number) => count(number, "agent"),
    replay: (number: number) => `Replay ${grouped(number)}`,
    deleted: (number: number) =>
      number === 1 ? "Dead letter deleted" : `${grouped(number)} dead letters deleted`,
  },
  agent: "Agent",
  message: "Message",
  why: "Why",
  attempts: "Attempts",
  since: "Since",
  messageNo: (id: string) => `Message ${id}`,
  whatHappened: "What happened",
  steps: "Steps",
  acts: "Actions",
  replayOne: "Replay",
  openInRun: "Open in its run",
  cancelMessage: "Cancel the message",
  cancelTitle: "Cancel this message?",
  stopsNow: "Its agent stops now.",
  neverRuns: "It never runs.",
  cancelText: (what: string) => `${what} Its sender is notified. This cannot be undone.`,
  sentence: {
    empty: "The queue is empty.",
    runs: (number: number) => (number === 0 ? "Nothing runs" : `${grouped(number)} running`),
    waits: (number: number) => (number === 0 ? "nothing waits" : `${grouped(number)} waiting`),
    gaveUp: (number: string) => `${number} gave up`,
    all: (parts: readonly string[]) => `${parts.join(", ")}.`,
  },
  waits: {
    attempt: (number: number) => `, attempt ${number}`,
    runsFor: (time: string) => `runs for ${time}`,
    justStarted: "just started",
  },
};
