import { budgetsEn } from "../budgets/en.js";
import { reasonsEn } from "../reasons/en.js";
import { agentStartEn } from "./agent-start-words.js";
import { chat } from "./chat-en.js";
import { counted } from "./counted.js";
import { embeddingEn } from "./embedding-words.js";
import { events } from "./events-en.js";
import { expose } from "./expose-en.js";
import { needs } from "./needs-en.js";
import { notices } from "./notices-en.js";
import { pullEn } from "./pull-en.js";
import { replies } from "./replies-en.js";
import { runs } from "./runs-en.js";
import { tools } from "./tools-en.js";
import { whyEn } from "./why-en.js";
import type { ViewWords } from "./words.js";

/** English, the default of every view. */
export const en: ViewWords = {
  tag: "en",
  time: {
    now: "now",
    seconds: (count) => `${count} s`,
    minutes: (count) => `${count} min`,
    hours: (count) => `${count} h`,
    days: (count) => `${count} d`,
    join: (large, small) => `${large} ${small}`,
    ago: (span) => `${span} ago`,
  },
  reasons: reasonsEn,
  whys: whyEn,
  titles: { joins: { all: "Joins the answers", of: (agents) => `Joins the answers of ${agents}` } },
  runs,
  events,
  budgets: budgetsEn,
  needs,
  chat,
  expose,
  pull: pullEn,
  embedding: embeddingEn,
  notices,
  replies,
  tools,
  figures: {
    tokens: (count, number) => `${count} ${number === 1 ? "token" : "tokens"}`,
    runs: (count, number) => `${count} ${number === 1 ? "run" : "runs"}`,
    minutes: (count) => `${count} min`,
    of: (used, limit) => `${used} of ${limit}`,
    and: (amounts) => amounts.join(" and "),
    noCost: (silent, all) =>
      silent === all ? "cost not reported" : `${silent} of ${all} runs reported no cost`,
  },
  agents: {
    states: {
      waiting: "Waiting",
      running: "Running",
      paused: "Paused",
      queued: "Queued",
      failed: "Failed",
      idle: "Idle",
    },
    heartbeatOff: {
      off: "it is switched off for this agent",
      never: "the interval is 0",
      demo: "demo agents get heartbeats only when they are switched on",
      unasked: "nobody has switched it on",
    },
    starts: agentStartEn,
    started: (how, took) => `${how}; ready after ${took}`,
    programs: {
      mark: "Program open",
      open: (count, age, memory) =>
        `${counted(count, "program")} open for ${age}${memory === undefined ? "" : `, ${memory}`}`,
      ahead: {
        waiting: "a program is open for it",
        used: "the program that was opened for it has been used or closed",
        one_session: "no program is opened for it, because all messages share a session",
        enough: "no program is opened for it, because another agent has one (execution.live.spares)",
        too_many: "no program is opened for it, because too many are open (execution.live.maxIdle)",
        memory: "no program is opened for it, because those that are open use too much memory",
        off: "no program is opened for it, as the settings say",
        not_opened: "the program for it did not open",
      },
      closed: (count) => `Closed ${counted(count, "program")}. The next message starts a new one.`,
      later: (count) => `${counted(count, "program")} at work closes after this run.`,
      none: "No program is open.",
    },
  },
  channels: {
    states: {
      connected: "Connected",
      starting: "Connecting",
      reconnecting: "Reconnecting",
      stalled: "Does not answer",
      login: "Waits for you",
      crashed: "Crashed",
      failed: "Failed",
      stopped: "Stopped",
      unused: "Not set up",
    },
  },
};
