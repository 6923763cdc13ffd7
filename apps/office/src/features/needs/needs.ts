/** What holds work up until a person acts: open approvals, then messages that failed for good. Pure. */
import { nodeName, nodeParent, type WorkPlace } from "@tinyagi/contracts";
import { type Need as AnyNeed, askTitle } from "@tinyagi/views";
import { toReason } from "../../lib/format/reason";
import { oneLine } from "../../lib/format/text";
import { groupBy } from "../../lib/group-by";
import type { Approval, DeadLetter, Run } from "../../lib/queries";
import { words } from "../../locale/words";

export type Need = AnyNeed<Approval, DeadLetter>;

/** Failed messages of one agent with the same kind of failure, newest first. Their words may differ. */
export interface FailureGroup {
  kind: "failures";
  key: string;
  agent: string;
  at: number;
  errorClass: string;
  letters: readonly DeadLetter[];
}

/** What one card shows. */
export type Item = Need | FailureGroup;

/** More equal failures than these are one card. */
const EQUAL_MAX = 3;

/** The same in the same order, with one card where many failures are alike. */
export function toItems(needs: readonly Need[]): Item[] {
  const groups = groupBy(needs, getGroup);
  return needs.flatMap((need): Item[] => {
    const key = getGroup(need);
    const group = groups.get(key) ?? [];
    if (need.kind !== "failure" || group.length <= EQUAL_MAX) return [need];
    if (group[0] !== need) return [];
    const letters = group.flatMap((one) => (one.kind === "failure" ? [one.letter] : []));
    const { agent, at, letter } = need;
    return [{ kind: "failures", key, agent, at, errorClass: letter.errorClass, letters }];
  });
}

/** How much needs you in these cards: a card of many failures counts each of them. */
export function countThings(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + (item.kind === "failures" ? item.letters.length : 1), 0);
}

function getGroup(need: Need): string {
  return need.kind === "failure" ? `dead-${need.agent}-${need.letter.errorClass}` : need.key;
}

/** Which card comes after one that is gone: the next of those that were below it, else the last. */
export function nextKey(old: readonly string[], gone: string, now: readonly string[]): string | undefined {
  const below = old.slice(old.indexOf(gone) + 1);
  return below.find((key) => now.includes(key)) ?? now.at(-1);
}

/** The sub-agent as the page of its run names it; undefined for an agent itself, the root of its graph too. */
export function subAgentName({ nodeId }: Pick<WorkPlace, "nodeId">): string | undefined {
  return nodeId === null || nodeParent(nodeId) === undefined ? undefined : oneLine(nodeName(nodeId), 40);
}

/** Whether a sub-agent works in it. A run that another agent handed over is an agent's own. */
export function isPart({ node }: Pick<Run, "node">): boolean {
  return subAgentName({ nodeId: node?.nodeId ?? null }) !== undefined;
}

/** Where the key of a provider is changed. */
export function keyHref(provider: string): string {
  return `/settings?find=${provider.startsWith("custom:") ? "custom_providers" : `models.${provider}`}`;
}

/** What an agent wants, as the end of a sentence that starts with its name. */
export function asksWhat({ kind }: Approval): string {
  return words.views.needs.asks[kind];
}

/** The length of what stands on an agent's card; a bubble in the office shows its beginning. */
const LINE_CHARS = 160;

/** What an agent needs or why it failed, in one line. */
export function shortNeed(need: Need): string {
  return need.kind === "approval"
    ? cutLine(askTitle(need.approval, words.views))
    : oneLine(toReason(need.letter.failedReason), LINE_CHARS);
}

/** Decided elsewhere: here it only says what it is about. */
function cutLine(line: string): string {
  return line.length > LINE_CHARS ? `${line.slice(0, LINE_CHARS - 1)}…` : line;
}

/** Needs that came since `seen`. What was there when the page was opened is not new. */
export function unseen(seen: ReadonlySet<string> | undefined, needs: readonly Need[]): Need[] {
  return seen === undefined ? [] : needs.filter(({ key }) => !seen.has(key));
}

/** The words of a notification. `name` is that of the agent. */
export function toNotice(need: Need, name: string): { title: string; body: string } {
  const who = oneLine(name, 40);
  return need.kind === "approval"
    ? {
        title: words.needs.notice.asks(who, asksWhat(need.approval)),
        body: cutLine(askTitle(need.approval, words.views)),
      }
    : { title: words.needs.notice.failed(who), body: oneLine(toReason(need.letter.failedReason), 160) };
}
