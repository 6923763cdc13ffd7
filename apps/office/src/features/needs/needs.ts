/** What holds work up until a person acts: open approvals, then messages that failed for good. Pure. */
import { type DeadGroup, nodeName, nodeParent, type WorkPlace } from "@tinyagi/contracts";
import { type Need as AnyNeed, askTitle, type ProviderWait } from "@tinyagi/views";
import { toReason } from "../../lib/format/reason";
import { oneLine } from "../../lib/format/text";
import { groupBy } from "../../lib/group-by";
import type { Approval, DeadLetter, Run } from "../../lib/queries";
import { words } from "../../locale/words";
import { toHeld } from "./waits";

export type Need = AnyNeed<Approval, DeadLetter>;

/** Failed messages of one agent with the same kind of failure, newest first. Their words may differ. */
export interface FailureGroup {
  kind: "failures";
  key: string;
  agent: string;
  at: number;
  errorClass: DeadLetter["errorClass"];
  count: number;
  /** Those at hand: the newest. */
  letters: readonly DeadLetter[];
}

/** A provider for which messages wait until a person acts. */
export interface HeldProvider {
  kind: "provider";
  key: string;
  wait: ProviderWait;
}

/** What one card shows. Each is counted once, wherever a count is shown. */
export type Item = Need | FailureGroup | HeldProvider;

/** Everything from which the cards are made. */
export interface ItemFacts {
  needs: readonly Need[];
  held: readonly ProviderWait[];
  /** All failures by agent and kind, as the daemon counts them: `needs` has only the newest. Empty while it is read. */
  dead: readonly Pick<DeadGroup, "agent" | "errorClass" | "count">[];
}

/** More equal failures than these are one card. */
const EQUAL_MAX = 3;

/** Oldest questions first, then the providers that hold messages, then failures, with one card where many are alike. */
export function toItems({ needs, held, dead }: ItemFacts): Item[] {
  const groups = groupBy(needs, getGroup);
  const counts = new Map(dead.map(({ agent, errorClass, count }) => [`dead-${agent}-${errorClass}`, count]));
  const failed = needs.flatMap((need): Item[] => {
    if (need.kind !== "failure") return [];
    const key = getGroup(need);
    const letters = (groups.get(key) ?? []).flatMap((one) => (one.kind === "failure" ? [one.letter] : []));
    const count = Math.max(letters.length, counts.get(key) ?? 0);
    if (count <= EQUAL_MAX && count === letters.length) return [need];
    if (letters[0] !== need.letter) return [];
    const { agent, at, letter } = need;
    return [{ kind: "failures", key, agent, at, errorClass: letter.errorClass, count, letters }];
  });
  // Older than all that were read: only the daemon's count knows of them.
  const unread = dead
    .filter(({ agent, errorClass, count }) => count > 0 && !groups.has(`dead-${agent}-${errorClass}`))
    .map(({ agent, errorClass, count }): Item => {
      const key = `dead-${agent}-${errorClass}`;
      return { kind: "failures", key, agent, at: 0, errorClass, count, letters: [] };
    });
  const providers = held.map((wait): Item => ({ kind: "provider", key: wait.key, wait }));
  return [...needs.filter(({ kind }) => kind === "approval"), ...providers, ...failed, ...unread];
}

/** Numbers that grow when something new happens to it. */
export function growthOf(item: Item): readonly number[] {
  if (item.kind === "failures") return [item.count, item.at];
  return item.kind === "provider" ? [item.wait.pause.since ?? 0] : [];
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

/**
 * What runs a failed part of a graph again, in its run; undefined before its first run.
 * @param work undefined in what the browser kept of an older release
 */
export function partOf(work: WorkPlace | undefined): { id: string; from: string } | undefined {
  if (work === undefined || work.runId === null || work.nodeId === null) return undefined;
  return { id: work.runId, from: work.nodeId };
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

/** One line for a card that is not shown. */
export function titleOf(item: Item, nameOf: (agent: string) => string): string {
  if (item.kind === "provider") return toHeld(item.wait).title;
  const name = oneLine(nameOf(item.agent), 40);
  const what = item.kind === "failures" ? words.needs.failures(item.count) : shortNeed(item);
  return `${name}: ${what}`;
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
