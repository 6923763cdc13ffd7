import { fileRefusalWords, type PluginWhy } from "@tinyagi/contracts";
import { counted } from "./counted.js";
import { platformPhrase } from "./platform-why.js";
import { platformEn } from "./platform-why-en.js";
import { replies } from "./replies-en.js";
import type { WhyWords } from "./why-words.js";
import { containment, workPhrases } from "./work-why-en.js";

type Refused = Extract<PluginWhy, { code: "plugin.refused" }>;
type Fault = Refused["fault"];

const times = (count: number): string => counted(count, "due time");

const FAULTS: Readonly<Record<Fault, { what: (max: Refused["max"]) => string; step: string }>> = {
  unreadable: { what: () => "it cannot be read", step: "check the permissions of its folder" },
  no_entry: {
    what: () => "it has no index.js or index.mjs",
    step: "put an ES module with this name into its folder",
  },
  special: { what: () => "it contains a pipe, socket or device", step: "remove it from its folder" },
  link_out: { what: () => "a link leads out of its folder", step: "replace the link by what it points to" },
  not_a_folder: {
    what: () => "it is a link or not a directory",
    step: "put the folder itself into the plugins folder",
  },
  not_a_file: {
    what: () => "it is a link or not a file",
    step: "put the folder itself into the plugins folder",
  },
  other_owner: { what: () => "a part of it belongs to another user", step: "make it yours with chown -R" },
  others_write: {
    what: () => "others may write to a part of it",
    step: "remove that permission with chmod -R go-w on its folder",
  },
  too_large: {
    what: (max) =>
      max === undefined
        ? "it is too large"
        : `it has more than ${max.files} files, ${max.bytes} bytes or ${max.depth} folders in depth`,
    step: "bundle it, or remove what it does not need",
  },
};

const allow = (name: string): string => `tinyagi plugin allow ${name}`;

/** English. */
export const whyEn: WhyWords = {
  phrases: {
    ...workPhrases,
    "schedule.missed": ({ count }) =>
      `missed: the daemon was not running${count === 1 ? "" : ` (${times(count)})`}`,
    "schedule.replaced": ({ count }) => `also replaces ${times(count)} missed before`,
    "schedule.by_hand": () => "manual run",
    "schedule.overlap": () => "the conversation of its last firing is still open",
    "schedule.repeated": () => "this due time was already handled",
    "schedule.refused": ({ said }) => said,
    "schedule.unexpected": () => "It could not be sent for an unexpected reason; see the log.",
    "plugin.edited": () => "its files changed since it was loaded; the approved content still runs",
    "plugin.shared_modules": () =>
      "the home contains a node_modules folder that plugins would load without approval",
    "plugin.refused": ({ of, fault, max }) =>
      `${of === "all" ? "the plugins folder is refused: " : ""}${FAULTS[fault].what(max)}`,
    "plugin.new": () => "nobody approved it",
    "plugin.changed": () => "its files changed since they were approved",
    "plugin.crashed": ({ said }) => `it ended the daemon: ${said}`,
    "plugin.disabled": ({ failures }) => `it failed ${failures} times in a row or was denied for a while`,
    "plugin.failed": ({ said }) => said,
    "plugin.restart": () => "it is approved and not loaded yet",
    "plugin.start": () => "it is allowed; no daemon runs",
    "channel.silent": ({ seconds }) => `its process has not answered for ${seconds} s`,
    "channel.platform": (fact) => platformPhrase(fact, platformEn),
    "handoff.self": () => "An agent cannot hand over to itself.",
    "handoff.unknown": ({ name, near }) =>
      `There is no agent @${name}.${near === null ? "" : ` Did you mean @${near}?`}`,
    "handoff.no_team": ({ from, to }) => `@${from} and @${to} share no team.`,
    "handoff.summary": () => "A summary cannot hand work over.",
    "room.no_member": () => "you are not a member of that team",
    "agent.closed": (fact) => replies.notes["agent.closed"](fact, ""),
    file: ({ refusal, max }) => fileRefusalWords(refusal, max),
    "run.cancelled": () => "it was cancelled",
    "run.steered": () => "a person sent it other input",
    "run.paused": () => "paused by a person",
    "run.yielded": () => "a message of a person goes first",
    "run.shutdown": () => "the daemon was stopped",
    "run.ended": () => "its run has ended",
    "run.host_died": () => "the agent host stopped unexpectedly",
    "run.daemon_died": () => "the daemon stopped unexpectedly",
    "run.stale": () => "the message was no longer this run's",
    "approval.run_ended": () => "the run that asked ended",
    "approval.run_failed": () => "the run that asked failed",
    "approval.run_cancelled": () => "the run that asked was cancelled",
    "approval.message_cancelled": () => "the message was cancelled",
    "approval.message_died": () => "the message failed permanently",
    "approval.message_ended": () => "the message it belongs to has ended",
    "approval.unheld": () => "no message waits for it",
    "approval.asker_ended": () => "the agent that asked has ended",
    "approval.budget_raised": () => "the budget has room again",
    "approval.next_day": () => "a new day has begun",
  },
  containment,
  pluginSteps: {
    "plugin.edited": (_fact, name) => `approve the new files before the next start: ${allow(name)}`,
    "plugin.shared_modules": () => "move it into the folder of the plugin that needs it",
    "plugin.refused": ({ fault }) => FAULTS[fault].step,
    "plugin.new": (_fact, name) => `read its files, then approve them: ${allow(name)}`,
    "plugin.changed": (_fact, name) => `read its files, then approve them: ${allow(name)}`,
    "plugin.crashed": (_fact, name) =>
      `correct it, then approve it: ${allow(name)}; or deny it: tinyagi plugin deny ${name}`,
    "plugin.disabled": () => "correct it, approve it again, then restart: tinyagi restart",
    "plugin.failed": (_fact, name) => `correct it, then approve it: ${allow(name)}`,
    "plugin.restart": () => "tinyagi restart",
    "plugin.start": () => "tinyagi start",
  },
};
