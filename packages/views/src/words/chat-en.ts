import type { ChatWords } from "./chat-words.js";
import { counted } from "./counted.js";

const GROUPS = {
  same: "of the same kind",
  agent: "of this agent",
  model: "with this model",
  all: "of all agents",
} as const;

/** What TinyAGI writes in chats, in English. */
export const chat: ChatWords = {
  approval: {
    head: (agent, asks) => `@${agent} ${asks}:`,
    cut: (characters) => `… ${characters} more characters are not shown here …`,
    masked: "A part that looks like a credential is hidden here.",
    options: "Suggested answers:",
    answer: (command) => `Answer: ${command} (an owner), or `,
    approve: (command) => `Approve: ${command} (an owner), or `,
    deny: (command) => `Deny: ${command}, or `,
    read: "Read all of it before you decide, in TinyOffice or with ",
    answerThere: "Answer it there, or with ",
    approveThere: "Approve it there, or with ",
    yourText: "your text",
    expires: (time) => `It expires at ${time}.`,
  },
  buttons: {
    approve: "Approve",
    deny: "Deny",
    answer: (number) => `Answer ${number}`,
    retry: (which) => `Retry${which}`,
    why: (which) => `Why${which}`,
    stop: (which) => `Stop waiting${which}`,
  },
  estimate: {
    unreadable: "The estimate of its cost cannot be read. Its cost is unknown.",
    total: (percentile, cost) => `Estimated cost (${percentile}th percentile of past runs): ${cost}.`,
    budget: (name, needed, left) => `${name}: ${needed} needed, ${left} left`,
    tooLittle: ": too little",
    claims: (amounts) => ` The plan claims ${amounts}.`,
    nothing: "no past runs, and its price is unknown.",
    guess: (cost) => `no past runs. A guess from list prices: ${cost}.`,
    from: (cost, runs, { few, group }) =>
      `${cost}, from ${few ? "only " : ""}${runs} past ${runs === 1 ? "run" : "runs"} ${GROUPS[group]}`,
    price: {
      reported: "",
      list: ", at list prices",
      unknown: ", at an assumed price, because the price of a model is unknown",
    },
    costUnknown: (tokens) => `${tokens}, cost unknown`,
  },
  channel: {
    refused: (why) => `Your message was not accepted: ${why}`,
    unsent: (why) => `A file could not be sent: ${why}`,
    empty: "it is empty.",
    tooLarge: (megabytes) => `it is larger than the ${megabytes} MB of this platform.`,
    gone: "it is not on this machine any more.",
    continues: "…continues:\n",
    continuesLine: "…continues the same line:\n",
    subject: "Message from your agents",
  },
  status: {
    runs: (version, uptime) => `TinyAGI ${version}, up ${uptime}.`,
    has: (agents, teams) => `Agents: ${agents}. Teams: ${teams}.`,
    messages: (running, waiting, dead) =>
      `Messages: ${running} running, ${waiting} waiting, ${counted(dead, "dead letter")}.`,
    needs: (kinds, isAsked) => `${kinds}: ${isAsked ? "/approvals, or " : ""}tinyagi needs`,
  },
  recall: {
    nothing: "Nothing found. Try other words, or add a note: tinyagi company add",
    sources: { note: "note", document: "document", answer: "answer of" },
  },
  privately:
    "A group is not shown what TinyAGI knows about your work and your settings. Ask the bot in a private chat.",
  ask: {
    unknown: "The guide says nothing about this, as far as TinyAGI can find.",
    message: ({ message, agent, title }, why) =>
      `Message ${message} for @${agent}${title === "" ? "" : ` (${title})`}: ${why}`,
    next: (step) => `What to do: ${step}`,
    idle: (agent) => `Nothing waits for @${agent}, and nothing of it failed.`,
    error: (code, meaning, action) => `${code}: ${meaning} ${action}`,
    setting: (path, value) =>
      `${path} ${value === undefined ? "is not set: its default holds" : `is ${value}`}`,
    change: (path, before, after) => `Proposed change: ${path}: ${before ?? "not set"} → ${after}`,
    apply: "Nothing has changed. To make the change: tinyagi ask in a terminal, or TinyOffice → Settings.",
    secret: (path) =>
      `Your question contains a secret, so TinyAGI proposes no change. Set ${path} in TinyOffice → Settings, or in a terminal, and delete your question if others can read it.`,
    sources: "From the guide:",
    further: (agent) => `For more, write to @${agent}.`,
  },
  artifacts: {
    nothing: "No agent has sent a file yet.",
    line: ({ id, name, agent, version, shared }) =>
      `${id}: ${name}, version ${version}, by @${agent}${shared ? " (public link)" : ""}`,
    made: (path, linkId) =>
      `Anyone who reaches this TinyAGI reads the file with this path behind its address: ${path}\nRevoke it: /artifacts unshare ${linkId}`,
    revoked: (opened) => `The link is revoked. It was opened ${counted(opened, "time")}.`,
  },
  pull: {
    changed: (files, branch) => `${counted(files, "file")} changed on ${branch}, not published yet.`,
    newer: "The changes are newer than what is published. A merge does not contain them.",
    nothing: "Nothing of this task is published, and there is nothing to publish.",
    unreadable: "The changes of this task cannot be read. See why on its page, or with: tinyagi task diff",
    publish: (task, tree) => `Publish exactly these changes: /pull ${task} open ${tree}`,
    merge: (task, commit, target) => `Merge into ${target}: /pull ${task} merge ${commit}`,
    merged: (target, commit) => `Merged into ${target} at GitHub (${commit}).`,
    moved: "This is not what is there now. Look again with /pull, and use the command that it shows.",
    onPage: "Publish and merge on the page of the task, or in a connected chat.",
  },
  digest: {
    head: (conversations, runs, cost) =>
      `Daily digest: ${counted(conversations, "conversation")} answered, ${counted(runs, "run")}, ${cost}.`,
    runs: (count) => counted(count, "run"),
    unpriced: (cost, count) => `${cost} and ${counted(count, "run")} without a price`,
    answered: "Answered",
    tasksDone: "Tasks done",
    failed: "Failed",
    seeFailed: "See them: ",
    undelivered: (count) => `${counted(count, "reply", "replies")} could not be delivered: `,
    waiting: "Waiting for you",
    decide: "Decide: /approvals, or ",
    tomorrow: "Tomorrow",
    more: (count) => `and ${count} more`,
  },
};
