/** What holds work up until a person acts: open approvals, then messages that failed for good. Pure. */
import { oneLine } from "../../lib/format/text";
import type { Approval, DeadLetter } from "../../lib/queries";
import { words } from "../../locale/words";

export type Need =
  | { kind: "approval"; key: string; agent: string; at: number; approval: Approval }
  | { kind: "failure"; key: string; agent: string; at: number; letter: DeadLetter };

/** Oldest approvals first, because someone waits for each; then the newest failures. */
export function needsOf(approvals: readonly Approval[], dead: readonly DeadLetter[]): Need[] {
  const asked = [...approvals]
    .sort((a, b) => a.createdAt - b.createdAt)
    .map((approval): Need => {
      const { id, agent, createdAt } = approval;
      return { kind: "approval", key: id, agent, at: createdAt, approval };
    });
  const failed = dead.map((letter): Need => {
    const { id, data, timestamp } = letter;
    return { kind: "failure", key: `dead-${id}`, agent: data.agent, at: timestamp, letter };
  });
  return [...asked, ...failed];
}

/** What an agent wants, as the end of a sentence that starts with its name. */
export function asksWhat({ kind }: Approval): string {
  return words.needs.asks[kind];
}

/** The length of what stands on an agent's card; a bubble in the office shows its beginning. */
const LINE_CHARS = 160;

/** What an agent needs or why it failed, in one line. */
export function shortNeed(need: Need): string {
  return need.kind === "approval"
    ? oneLine(need.approval.title, LINE_CHARS)
    : oneLine(need.letter.failedReason, LINE_CHARS);
}

/** Needs that came since `seen`. What was there when the page was opened is not new. */
export function unseen(seen: ReadonlySet<string> | undefined, needs: readonly Need[]): Need[] {
  return seen === undefined ? [] : needs.filter(({ key }) => !seen.has(key));
}

/** The words of a notification. `name` is that of the agent. */
export function noticeOf(need: Need, name: string): { title: string; body: string } {
  const who = oneLine(name, 40);
  return need.kind === "approval"
    ? {
        title: words.needs.notice.asks(who, asksWhat(need.approval)),
        body: oneLine(need.approval.title, 160),
      }
    : { title: words.needs.notice.failed(who), body: oneLine(need.letter.failedReason, 160) };
}
