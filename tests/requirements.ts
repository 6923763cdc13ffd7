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
  "COMMAND-1": {
    promise: "Commands such as `/agent`, `/reset`, `/status` work on every channel alike, without an agent.",
    document: "docs/guide/talking-to-agents.md",
  },
  "COMMAND-2": {
    promise: "Restarting, stopping others' work, approving and denying are the owners'.",
    document: "docs/guide/talking-to-agents.md",
  },
  "STICKY-1": {
    promise: "A name sent alone is where that sender's messages go from then on.",
    document: "docs/guide/talking-to-agents.md",
  },
  "JOIN-1": {
    promise: "With `leader` one agent writes the reply from all results; failures stay named.",
    document: "docs/guide/talking-to-agents.md",
  },
  "ROOM-2": {
    promise: "Room posts that wait for one agent are worked on in one run; none is lost or answered twice.",
    document: "docs/guide/talking-to-agents.md",
  },
  "PAIR-1": {
    promise: "A stranger on a channel gets one code and is heard only after an approval.",
    document: "docs/guide/pairing.md",
  },
  "PAIR-2": {
    promise: "Codes expire, guessing is slowed down, and nothing of a stranger's message is kept.",
    document: "docs/guide/pairing.md",
  },
  "ROOM-1": { promise: "Teams have chat rooms with history.", document: "docs/guide/talking-to-agents.md" },
  "HARNESS-1": {
    promise:
      "Claude Code and Codex run as real processes, each in its own workspace, continuing their own session.",
    document: "docs/guide/agents.md",
  },
  "HARNESS-2": {
    promise: "Custom endpoints run through the claude, codex or opencode harness, or without any CLI.",
    document: "docs/guide/agents.md",
  },
  "HARNESS-3": {
    promise: "A hanging agent is ended by a timeout with all its children.",
    document: "docs/guide/reliability.md",
  },
  "HARNESS-4": {
    promise: "OpenCode runs as a real process with the same guarantees as Claude Code and Codex.",
    document: "docs/guide/providers.md",
  },
  "HARNESS-5": {
    promise: "Agents run on model APIs without any CLI, with tools that stay in their workspace.",
    document: "docs/guide/providers.md",
  },
  "HARNESS-6": {
    promise: "When an agent's provider fails, the next one of its list answers.",
    document: "docs/guide/providers.md",
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
  "CONFIG-4": {
    promise:
      "Every change of the settings is a revision with an author, which can be seen, compared and taken back.",
    document: "docs/guide/settings.md",
  },
  "DOC-1": {
    promise:
      "Settings, errors, events, HTTP API and commands have references that are generated from the sources and checked.",
    document: "docs/reference/http-api.md",
  },
  "API-1": {
    promise: "Every route of 0.0.20 answers with its shapes.",
    document: "docs/reference/http-api.md",
  },
  "API-2": {
    promise:
      "The event stream replays from `Last-Event-ID` without gap or repeat, with the old event names beside the new ones.",
    document: "docs/reference/http-api.md",
  },
  "SECURE-1": {
    promise:
      "Every route but `/healthz`, tickets and signed webhooks needs a token; foreign hosts and origins are refused before anything happens.",
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
  "SECURE-4": {
    promise: "Agents and channels call the API with tokens of their own, limited to what is theirs.",
    document: "SECURITY.md",
  },
  "SECURE-5": {
    promise: "A browser gets in with a one-time ticket, a webhook with a signature, and neither works twice.",
    document: "SECURITY.md",
  },
  "SECURE-6": {
    promise: "`tinyagi security audit` names what of this machine and its settings weakens the walls.",
    document: "SECURITY.md",
  },
  "SECURE-7": {
    promise:
      "No change of the settings sends a stored key to another origin, and a browser's page cannot weaken a wall or load code.",
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
  "MEMORY-1": {
    promise:
      "An agent's notes lie as Markdown in its own workspace; they are listed, searched and changed there and nowhere else.",
    document: "docs/guide/memory.md",
  },
  "PROMPT-1": {
    promise: "AGENTS.md and SOUL.md edited through the API are the files the agent's next run reads.",
    document: "docs/guide/memory.md",
  },
  "SCHEDULE-1": {
    promise:
      "Schedules fire by cron or once, each due time once, across restarts, kill -9, changed clocks and daylight saving.",
    document: "docs/guide/schedules.md",
  },
  "HEARTBEAT-1": {
    promise:
      "Agents are asked at an interval whether there is something to do: never while busy, less often after failures, not at all at 0.",
    document: "docs/guide/heartbeat.md",
  },
  "SPEND-1": {
    promise:
      "What runs reported of tokens and money is summed by agent, team, model, provider, day or conversation.",
    document: "docs/guide/spend.md",
  },
  "WHY-1": {
    promise: "`tinyagi why` tells a message's whole story and what to do next.",
    document: "docs/guide/spend.md",
  },
  "METRICS-1": {
    promise: "`/metrics` shows queue, runs, replies and process in the Prometheus format.",
    document: "docs/guide/spend.md",
  },
  "TASK-1": {
    promise:
      "A task moved into progress is handed to its agent or team by the server, once, and gets the answer as a comment.",
    document: "docs/guide/tasks.md",
  },
  "TASK-2": {
    promise: "Identifiers of tasks are issued once and kept when a task is moved.",
    document: "docs/guide/tasks.md",
  },
  "SEARCH-1": {
    promise: "Messages, replies, room posts, tasks and comments are found by their words, best first.",
    document: "docs/guide/search.md",
  },
  "PLUGIN-1": {
    promise:
      "Plugins change texts on their way in and out and hear events; one that fails or hangs costs nobody a message.",
    document: "docs/guide/plugins.md",
  },
  "PLUGIN-2": {
    promise:
      "A plugin runs only with the operator's leave for exactly its content, and never when others could change it.",
    document: "docs/guide/plugins.md",
  },
  "SKILL-1": {
    promise:
      "Every agent gets the bundled skills, each of which does what its text says; what a user edited is never overwritten.",
    document: "docs/guide/skills.md",
  },
  "SKILL-2": {
    promise: "A skill from elsewhere is shown first, and exactly what was shown is installed, once.",
    document: "docs/guide/skills.md",
  },
  "UPGRADE-1": {
    promise:
      "A home of 0.0.20 opens with every row and key, after a backup, and what it had accepted is run.",
    document: "docs/guide/upgrading.md",
  },
  "UPGRADE-2": {
    promise: "A crash during the take-over leaves the old home or, after the next start, the new one.",
    document: "docs/guide/upgrading.md",
  },
  "RETENTION-1": {
    promise: "What is old goes by policy, so that nothing grows for ever.",
    document: "docs/guide/backup.md",
  },
  "RETENTION-2": {
    promise: "Nothing open is removed, nor what it rests on.",
    document: "docs/guide/backup.md",
  },
  "BACKUP-1": {
    promise: "`tinyagi backup` saves a home while it works, in one private file without the token.",
    document: "docs/guide/backup.md",
  },
  "BACKUP-2": {
    promise:
      "`tinyagi restore` verifies everything first, moves aside what is there, and refuses hostile archives.",
    document: "docs/guide/backup.md",
  },
  "TEMPLATE-1": {
    promise:
      "A team is given to others as a file without keys, paths and permissions; importing it changes nothing that exists.",
    document: "docs/guide/backup.md",
  },
} as const satisfies Record<string, Requirement>;
