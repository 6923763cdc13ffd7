import { counted } from "./counted.js";
import type { NeedWords } from "./need-words.js";

/** What needs a person, in English. */
export const needs: NeedWords = {
  nothing: "Nothing needs you.",
  count: (things) => `${counted(things, "thing needs", "things need")} you.`,
  approvals: (count) => counted(count, "approval"),
  questions: (count) => counted(count, "question"),
  dead: (count) => counted(count, "dead letter"),
  providers: (count) => counted(count, "provider"),
  asks: {
    question: "asks you",
    permission: "asks for permission",
    spawn: "asks to start other agents",
    budget: "has reached a budget and waits",
  },
  held: {
    approved: (by, left) => `Approved by ${by}. Takes effect in ${left}`,
    denied: (by, left) => `Denied by ${by}. Takes effect in ${left}`,
    answered: (by, left) => `Answered by ${by}. Takes effect in ${left}`,
  },
  permission: {
    run: "Run a command",
    file: {
      add: (name) => `Create ${name}`,
      update: (name) => `Change ${name}`,
      delete: (name) => `Delete ${name}`,
      write: (name) => `Write ${name}`,
    },
    files: (count) => `Change ${counted(count, "file")}`,
    change: {
      add: "Creates this file:",
      update: "Changes this file:",
      delete: "Deletes this file:",
      write: "Creates this file or replaces all of it:",
    },
    moves: "Moves it to:",
    tool: "With this tool:",
    folder: "In this folder:",
    reason: "The agent's reason:",
    more: "With these options:",
  },
  failed: "could not finish a message",
  sender: (name, channel) => `${name} wants to write to you on ${channel}`,
  provider: (name, place) => `Messages wait for ${name}${place === undefined ? "" : ` on ${place}`}`,
  channel: {
    reconnecting: (name) => `${name} cannot reach its platform, and tries again`,
    stalled: (name) => `${name} does not answer, and is started again if that lasts`,
    login: (name) => `${name} waits for you to link the account`,
    crashed: (name) => `${name} crashed, and is started again`,
    failed: (name) => `${name} cannot connect`,
  },
  budget: {
    today: "Today's budget",
    of: (name) => `The budget of ${name}`,
    usedUp: (budget) => `${budget} is used up`,
    nearly: (budget) => `${budget} is nearly used up`,
  },
};
