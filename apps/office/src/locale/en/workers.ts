/** Workers: the other machines that run agents, and the place of an agent. */
import { counted } from "@tinyagi/views";

export const workers = {
  title: "Workers",
  text: "A worker is another machine that runs some of your agents: a home server, a desktop, a rented GPU box. TinyAGI itself, your channels and this page stay where they are.",
  none: "No other machine works for you. Every agent runs on the machine of TinyAGI.",
  engine: {
    none: "First: an engine",
    noneText:
      "Machines exchange messages over a Redis (from 7.0) or Valkey server that both reach. This command makes TinyAGI run one of its own, if valkey-server or redis-server is installed on its machine.",
    ready: (url: string, version: string, ms: number) =>
      `Engine ${url}, version ${version}, answers in ${ms} ms.`,
    refused: (url: string) => `The engine ${url} cannot be used. Agents on other machines wait.`,
    changed:
      "The engine was changed in the settings. TinyAGI uses it after a restart, because runs on other machines would lose their way back.",
    unreachable: (url: string) => `The engine ${url} cannot be reached. Agents on other machines wait.`,
  },
  machine: {
    noPrograms: "No agent program is installed there.",
    login: { present: "logged in", missing: "not logged in", unknown: "login not known" },
    free: (amount: string) => `${amount} free`,
    there: "On that machine:",
    lacks: {
      program: {
        missing: (program: string, agents: string) =>
          `${program} is not installed there, and ${agents} cannot work without it.`,
        broken: (program: string, agents: string) =>
          `${program} does not work there, and ${agents} cannot work without it.`,
      },
      login: (program: string, agents: string) =>
        `${program} is not logged in there. It is used by ${agents}.`,
      tool: (tool: string) =>
        `${tool} is not installed there, so that agents work without a sandbox or not at all.`,
      clock: (seconds: number, isAhead: boolean) =>
        `Its clock is ${counted(seconds, "second")} ${isAhead ? "ahead of" : "behind"} that of TinyAGI: times in its logs and files are wrong.`,
      disk: (amount: string) => `Only ${amount} are free on its disk.`,
    },
  },
  states: {
    online: "Online",
    full: "Online, all slots taken",
    draining: "Gets no new runs",
    away: "Away",
    invited: "Invited",
    absent: "Not joined",
  },
  runs: (live: number, slots: number) => `${counted(live, "run")} of ${counted(slots, "slot")}`,
  noAgents: "No agent works there.",
  joined: "joined",
  release: (release: string) => `TinyAGI ${release}`,
  otherRelease:
    "It has another release than TinyAGI here. Update it there: tinyagi update; tinyagi worker stop; tinyagi worker start",
  until: "the code works until",
  awayHelp: (agents: number) =>
    `${agents === 0 ? "" : "Its agents wait. "}Start it on that machine: tinyagi worker start`,
  absentHelp: (command: string) => `No machine has joined, and no code is open. Make one: ${command}`,
  drain: "Drain",
  drainNamed: (name: string) => `Start no new runs on ${name}`,
  resume: "Resume",
  resumeNamed: (name: string) => `Start new runs on ${name} again`,
  remove: "Remove",
  removeNamed: (name: string) => `Remove the worker ${name}`,
  removeTitle: (name: string) => `Remove the worker ${name}?`,
  removeText: (runs: number) =>
    runs === 0
      ? "Its credential stops working. To use the machine again, invite it again."
      : `Its credential stops working, and ${counted(runs, "run")} there end without a result.`,
  removeInUse: (agents: number) =>
    `${counted(agents, "agent works", "agents work")} there, so it cannot be removed. Move them to another machine first.`,
  invite: "Invite a machine",
  inviteText:
    "Run this on the machine of TinyAGI. It prints one command for the other machine, with a code that works once and for ten minutes. No page can obtain the code, because it lets a machine in.",
  name: "Name of the machine",
  place: {
    title: "Place",
    here: "This machine",
    text: "The machine on which it works. Its files come along, its next run begins a new session, and it starts nothing while it moves.",
    move: (to: string) => `Move to ${to}`,
    states: {
      waiting: (_from: string, to: string) => `It is to move to ${to}.`,
      copying: (_from: string, to: string) => `Its files are copied to ${to}.`,
      checking: (_from: string, to: string) => `The copy on ${to} is compared with the original.`,
      switching: (_from: string, to: string) => `It switches to ${to}.`,
      undoing: (from: string, _to: string) => `It goes back to ${from}.`,
      done: (from: string, to: string) => `It moved from ${from} to ${to}.`,
      failed: (from: string, _to: string) => `It stays on ${from}: the move failed.`,
      cancelled: (from: string, _to: string) => `It stays on ${from}: the move was cancelled.`,
      undone: (from: string, _to: string) => `It is on ${from} again: the move was undone.`,
    },
    waits: {
      runs: "It waits for the end of its runs.",
      machine: "It waits for a machine that cannot be reached.",
    },
    crossed: (files: number, size: string) => `${counted(files, "file")}, ${size}`,
    cancel: "Cancel the move",
    undo: "Undo the move",
    undoText:
      "It continues with the folder that was kept. What it did since then stays on the other machine.",
  },
};
