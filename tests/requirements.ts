/**
 * What the project promises, by id. The README's claims cite these ids, tests cite them with `@requirement ID`, and a
 * gate fails on a promise without a test, a test citing an unknown id, and a claim citing none.
 */
export interface Requirement {
  /** The promise in one sentence. */
  promise: string;
  /** Where it is described for users. */
  document: string;
}

export const REQUIREMENTS = {
  "START-1": {
    promise: "`npm start` sets everything up and shows a demo team answering, with no key and no question.",
    document: "README.md",
  },
  "START-2": {
    promise:
      "A second start takes seconds and changes nothing; a problem gives one clear line and its own exit code.",
    document: "docs/guide/command-line.md",
  },
  "ROUTE-1": {
    promise:
      "`@agent text`, `@team text`, `[@a,b: text]` with shared context and explicit chains reach the agents they name.",
    document: "docs/guide/talking-to-agents.md",
  },
  "FANOUT-1": {
    promise: "Several agents asked at once work in parallel; one failing never blocks the others.",
    document: "docs/guide/talking-to-agents.md",
  },
  "CHAIN-1": {
    promise: "Each step of a chain gets the request, its instruction and the outputs before it.",
    document: "docs/guide/talking-to-agents.md",
  },
  "HANDOFF-1": {
    promise: "An agent hands work to teammates with tags; the answers come back as one joined reply.",
    document: "docs/guide/talking-to-agents.md",
  },
  "LIMIT-1": {
    promise: "Agents that keep mentioning each other stop at a limit, and the person is told which.",
    document: "docs/guide/talking-to-agents.md",
  },
  "ROOM-1": { promise: "Teams have chat rooms with history.", document: "docs/guide/talking-to-agents.md" },
  "HARNESS-1": {
    promise:
      "Claude Code and Codex run as real processes, each in its own workspace, continuing their own session.",
    document: "docs/guide/agents.md",
  },
  "HARNESS-2": {
    promise: "Custom endpoints run through the claude or codex harness.",
    document: "docs/guide/agents.md",
  },
  "HARNESS-3": {
    promise: "A hanging agent is ended by a timeout with all its children.",
    document: "docs/guide/reliability.md",
  },
  "DURABLE-1": {
    promise:
      "Once a message is accepted it survives kill -9 and ends in an answer, a refusal or a visible failure.",
    document: "docs/guide/reliability.md",
  },
  "DURABLE-2": {
    promise: "A result is committed once, and messages of one agent run in the order they were accepted.",
    document: "docs/guide/reliability.md",
  },
  "RETRY-1": {
    promise:
      "A failing message is tried five times with back-off, then listed as a dead letter that can be retried by hand.",
    document: "docs/guide/reliability.md",
  },
  "ORPHAN-1": {
    promise: "No agent process outlives a cancel, a crash or a restart.",
    document: "docs/guide/reliability.md",
  },
  "LOCK-1": { promise: "One home has one daemon.", document: "docs/guide/reliability.md" },
  "CONFIG-1": {
    promise:
      "Settings are validated, saved atomically, hot-reloaded, and never overwritten while they are invalid.",
    document: "docs/guide/settings.md",
  },
  "CONFIG-2": { promise: "A settings file of 0.0.20 loads.", document: "docs/guide/settings.md" },
  "CONFIG-3": {
    promise: "Secrets may be references to the environment or a file, and are never shown.",
    document: "docs/guide/settings.md",
  },
  "API-1": {
    promise: "The routes of 0.0.20 that exist here answer with its shapes.",
    document: "docs/reference/http-api.md",
  },
  "API-2": {
    promise:
      "The event stream replays from `Last-Event-ID` without gap or repeat, with the old event names beside the new ones.",
    document: "docs/reference/http-api.md",
  },
  "SECURE-1": {
    promise:
      "Every route but `/healthz` needs the token; foreign hosts and origins are refused before anything happens.",
    document: "SECURITY.md",
  },
  "SECURE-2": {
    promise:
      "No text of a person or an agent becomes an option, a path outside of its workspace or a prototype lookup.",
    document: "SECURITY.md",
  },
  "SECURE-3": {
    promise: "Agents see an allow-listed environment and cannot have host files sent.",
    document: "SECURITY.md",
  },
  "CLI-1": {
    promise: "Every command has `--json`, documented exit codes and help with examples.",
    document: "docs/guide/command-line.md",
  },
  "GRAPH-1": {
    promise:
      "A plan is compiled or refused whole with every problem named; spawning into it equals compiling anew.",
    document: "packages/graph/README.md",
  },
  "GRAPH-2": {
    promise: "A graph killed in the middle resumes from its journal without running finished nodes again.",
    document: "packages/graph/README.md",
  },
  "GRAPH-3": {
    promise: "Caps and budgets of a tree are never exceeded, and what was reserved is given back.",
    document: "packages/graph/README.md",
  },
  "AGENTS-1": {
    promise:
      "API-model agents call tools and sub-agents within limits, can be steered, and report usage and cost.",
    document: "packages/agents/README.md",
  },
} as const satisfies Record<string, Requirement>;
