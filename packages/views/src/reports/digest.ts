/** A daily digest in words, for chats and terminals. Pure: no model writes any of it. Loads no validator. */
import type { Digest } from "@tinyagi/contracts";
import { literalLine } from "@tinyagi/contracts/literal-text";
import { toTitle } from "@tinyagi/contracts/title";
import { tokens } from "../figures/count.js";
import { money } from "../figures/money.js";
import { clock } from "../figures/time.js";
import { needCount, needKinds, needSentence } from "../needs/need-count.js";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

const LINE_MAX_CHARS = 80;

/** Whether a day had nothing that a person should read. What is due tomorrow alone is no news. */
export function isQuietDay({ runs, answered, tasksDone, failures, undelivered, approvals }: Digest): boolean {
  const lists = [answered, tasksDone, failures, approvals];
  return runs === 0 && undelivered === 0 && lists.every(({ count }) => count === 0);
}

/** A digest as lines of Markdown, with times on the clock of this machine. */
export function digestText(digest: Digest, words: ViewWords = en): string {
  const { agents, answered, tasksDone, failures, undelivered, approvals, tomorrow } = digest;
  const say = words.chat.digest;
  const listed = sectionIn(words);
  return [
    say.head(answered.count, digest.runs, getCost(digest, words)),
    ...agents.map(
      ({ agent, runs, costUsd }) =>
        `- @${agent}: ${[say.runs(runs), ...(costUsd === null ? [] : [money({ costUsd })])].join(", ")}`,
    ),
    ...listed(
      say.answered,
      answered,
      ({ text, title, channel }) => `${code(title ?? toTitle(text))} (${channel})`,
    ),
    ...listed(say.tasksDone, tasksDone, ({ identifier, title }) => `${identifier} ${code(title)}`),
    ...listed(say.failed, failures, ({ agent, error }) => `@${agent}: ${code(error)}`),
    ...(failures.count === 0 ? [] : [`${say.seeFailed}\`tinyagi queue dead\``]),
    ...(undelivered === 0 ? [] : ["", `${say.undelivered(undelivered)}\`tinyagi channel status\``]),
    ...listed(say.waiting, approvals, ({ agent, title }) => `@${agent}: ${code(title)}`),
    ...(approvals.count === 0 ? [] : [`${say.decide}\`tinyagi approvals\``]),
    ...needLines(digest, words),
    ...listed(
      say.tomorrow,
      tomorrow,
      ({ label, agent, times }) =>
        `${times.map((time) => clock(time)).join(", ")} ${code(label)} (@${agent})`,
    ),
  ].join("\n");
}

/** What needs a person now: that of earlier days, too. */
function needLines({ needs }: Digest, words: ViewWords): string[] {
  if (needs === undefined) return [];
  const counts = { ...needs, providers: needs.providers };
  const count = needCount(counts);
  if (count === 0) return [];
  return ["", `${needSentence(count, words)} ${needKinds(counts, words)}: \`tinyagi needs\``];
}

function sectionIn({ chat }: ViewWords) {
  return <T>(
    head: string,
    list: { count: number; first: readonly T[] },
    line: (entry: T) => string,
  ): string[] => {
    if (list.count === 0) return [];
    const more = list.count - list.first.length;
    return [
      "",
      `${head} (${list.count}):`,
      ...list.first.map((entry) => `- ${line(entry)}`),
      ...(more > 0 ? [`- ${chat.digest.more(more)}`] : []),
    ];
  };
}

/** Words of agents and people are shown as they are: chats read no formats in code. */
function code(text: string): string {
  const line = literalLine(text.replace(/\s+/g, " ").trim()).replaceAll("`", "'");
  const characters = Array.from(line.slice(0, 2 * LINE_MAX_CHARS));
  const shown = characters.slice(0, LINE_MAX_CHARS).join("");
  return `\`${shown}${shown.length < line.length ? "…" : ""}\``;
}

function getCost({ costUsd, estimated, unpricedRuns, tokens: used }: Digest, words: ViewWords): string {
  if (costUsd === null) return tokens(used, words);
  const cost = money({ costUsd, estimated });
  return unpricedRuns === 0 ? cost : words.chat.digest.unpriced(cost, unpricedRuns);
}
