/** A daily digest in words, for chats and terminals. Pure: no model writes any of it. Loads no validator. */
import type { Digest } from "@tinyagi/contracts";
import { literalLine } from "@tinyagi/contracts/literal-text";
import { tokens } from "../figures/count.js";
import { money } from "../figures/money.js";
import { clock } from "../figures/time.js";
import { needCount, needKinds, needSentence } from "../needs/need-count.js";
import { counted } from "../words/counted.js";

const LINE_MAX_CHARS = 80;

/** Whether a day had nothing that a person should read. What is due tomorrow alone is no news. */
export function isQuietDay({ runs, answered, tasksDone, failures, undelivered, approvals }: Digest): boolean {
  const lists = [answered, tasksDone, failures, approvals];
  return runs === 0 && undelivered === 0 && lists.every(({ count }) => count === 0);
}

/** A digest as lines of Markdown, with times on the clock of this machine. */
export function digestText(digest: Digest): string {
  const { agents, answered, tasksDone, failures, undelivered, approvals, tomorrow } = digest;
  return [
    `Daily digest: ${counted(answered.count, "conversation")} answered, ${counted(digest.runs, "run")}, ${costOf(digest)}.`,
    ...agents.map(
      ({ agent, runs, costUsd }) =>
        `- @${agent}: ${counted(runs, "run")}${costUsd === null ? "" : `, ${money({ costUsd })}`}`,
    ),
    ...section("Answered", answered, ({ text, channel }) => `${code(text)} (${channel})`),
    ...section("Tasks done", tasksDone, ({ identifier, title }) => `${identifier} ${code(title)}`),
    ...section("Failed", failures, ({ agent, error }) => `@${agent}: ${code(error)}`),
    ...(failures.count === 0 ? [] : ["See them: `tinyagi queue dead`"]),
    ...(undelivered === 0
      ? []
      : [
          "",
          `${counted(undelivered, "reply", "replies")} could not be delivered: \`tinyagi channel status\``,
        ]),
    ...section("Waiting for you", approvals, ({ agent, title }) => `@${agent}: ${code(title)}`),
    ...(approvals.count === 0 ? [] : ["Decide: /approvals, or `tinyagi approvals`"]),
    ...needLines(digest),
    ...section(
      "Tomorrow",
      tomorrow,
      ({ label, agent, times }) =>
        `${times.map((time) => clock(time)).join(", ")} ${code(label)} (@${agent})`,
    ),
  ].join("\n");
}

/** What needs a person now: that of earlier days, too. */
function needLines({ needs }: Digest): string[] {
  const count = needs === undefined ? 0 : needCount(needs);
  if (needs === undefined || count === 0) return [];
  return ["", `${needSentence(count)} ${needKinds(needs)}: \`tinyagi needs\``];
}

function section<T>(
  head: string,
  list: { count: number; first: readonly T[] },
  line: (entry: T) => string,
): string[] {
  if (list.count === 0) return [];
  const more = list.count - list.first.length;
  return [
    "",
    `${head} (${list.count}):`,
    ...list.first.map((entry) => `- ${line(entry)}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ];
}

/** Words of agents and people are shown as they are: chats read no formats in code. */
function code(text: string): string {
  const line = literalLine(text.replace(/\s+/g, " ").trim()).replaceAll("`", "'");
  const characters = Array.from(line.slice(0, 2 * LINE_MAX_CHARS));
  const shown = characters.slice(0, LINE_MAX_CHARS).join("");
  return `\`${shown}${shown.length < line.length ? "…" : ""}\``;
}

function costOf({ costUsd, estimated, unpricedRuns, tokens: used }: Digest): string {
  if (costUsd === null) return tokens(used);
  const cost = money({ costUsd, estimated });
  return unpricedRuns === 0 ? cost : `${cost} and ${counted(unpricedRuns, "run")} without a price`;
}
