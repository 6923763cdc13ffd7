import { counted } from "./counted.js";
import type { NoticeWords } from "./notice-words.js";

/** What the operator is notified of, in English. */
export const notices: NoticeWords = {
  lostReply: (channel, attempts, error) =>
    `A reply on ${channel} was not delivered after ${counted(attempts, "attempt")}: ${error}`,
  died: (agent, error, message) => {
    const here =
      message === undefined ? "" : `\nTo try again: /retry ${message}. To see why: /why ${message}`;
    return `A message for @${agent} failed permanently: ${error}${here}\nIn a terminal: tinyagi queue dead`;
  },
  channelStopped: (channel, reason = "no reason was given") => `The channel ${channel} stopped: ${reason}`,
  channelLogin: (channel) => `The channel ${channel} must be linked again: tinyagi channel status`,
  seeBudgets: "See it: /budget, or `tinyagi budgets`.",
  mayRaise: (command) => `To raise it: /${command}, or \`tinyagi ${command}\`.`,
  exposeFailed: (problem, step) =>
    `TinyOffice is not reached from elsewhere. ${problem}\n${step}. Open it again: tinyagi expose start`,
  backup: ({ stage, place, reason }) => {
    const what =
      stage === "make"
        ? "The daily backup could not be made"
        : `The daily backup could not be copied to ${place}`;
    const kept = stage === "make" ? "" : " The backup in the home is whole.";
    return `${what}: ${reason}${kept}\nTinyAGI tries again. See it: tinyagi doctor`;
  },
  waitsForPerson: (provider, reason, step) =>
    `Messages for the provider ${provider} wait: ${reason}\n${step}. They go on by themselves after that. To try at once: /retry all, or \`tinyagi provider test ${provider}\``,
  loginUnusable: ({ provider, login, reason, continuesWith }, step) =>
    `The login ${login} of the provider ${provider} cannot be used: ${reason}\n${step}. Until then, the login ${continuesWith} is used. See all: \`tinyagi provider login list ${provider}\``,
};
