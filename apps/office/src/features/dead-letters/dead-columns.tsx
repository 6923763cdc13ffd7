/** What a row of the dead letters says: who, what, why it failed in full words, and the way back. */

import { toReason } from "../../lib/format/reason";
import { oneLine } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { runsHref } from "../../lib/hrefs";
import type { DeadLetter } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { AgentChip, TimeChip } from "../../ui/chips";
import { Link } from "../../ui/link";
import { markColumn } from "../../ui/mark-column";
import { type Column, NARROW_ONLY } from "../../ui/table";

interface Props {
  marked: ReadonlySet<string>;
  toggle: (key: string) => void;
  nameOf: (id: string) => string;
  /** Those that are on their way back. */
  replaying: readonly number[] | undefined;
  onReplay: (id: number) => void;
}

export function deadColumns(props: Props): readonly Column<DeadLetter>[] {
  const { marked, toggle, nameOf, replaying, onReplay } = props;
  return [
    markColumn({
      toKey: ({ id }) => String(id),
      marked,
      toggle,
      nameOf: ({ data }) => words.queue.dead.select(oneLine(data.message, 60)),
    }),
    {
      key: "agent",
      head: words.queue.agent,
      wideHead: true,
      // Where there is little room the face is enough: the name is in the pane.
      width: "clamp(24px, calc((100cqw - 700px) * 99), 168px)",
      cell: ({ data }) => <AgentChip id={data.agent} name={nameOf(data.agent)} state="failed" />,
    },
    {
      key: "message",
      head: words.queue.dead.messageAndWhy,
      width: "minmax(0,1fr)",
      cell: (letter) => <What letter={letter} />,
    },
    {
      key: "attempts",
      head: words.queue.attempts,
      width: "64px",
      align: "right",
      wideOnly: true,
      cell: ({ totalAttempts }) => <span className="font-mono text-12">{totalAttempts}</span>,
    },
    {
      key: "at",
      head: words.queue.since,
      width: "64px",
      align: "right",
      wideOnly: true,
      cell: ({ timestamp }) => <TimeChip at={timestamp} />,
    },
    {
      key: "acts",
      head: "",
      width: "84px",
      align: "right",
      cell: ({ id, inGraph, work }) =>
        // One of a sub-agent is retried in its run.
        inGraph ? (
          <Link
            href={runsHref(work.conversationId)}
            title={words.queue.dead.inRun}
            className={buttonClass("plain", "s")}
          >
            {words.common.openRun}
          </Link>
        ) : (
          <Button size="s" disabled={replaying?.includes(id) === true} onClick={() => onReplay(id)}>
            {words.queue.replayOne}
          </Button>
        ),
    },
  ];
}

function What({ letter }: { letter: DeadLetter }) {
  const { data, failedReason, timestamp } = letter;
  return (
    <span className="block w-full min-w-0">
      <span className="flex min-w-0 items-baseline gap-2">
        <span className="truncate font-medium text-n-10">{toTitle({ ...letter, text: data.message })}</span>
        <span className={`ml-auto flex-none ${NARROW_ONLY}`}>
          <TimeChip at={timestamp} />
        </span>
      </span>
      <span
        title={oneLine(toReason(failedReason), 1_000)}
        className="line-clamp-1 text-12 max-md:line-clamp-3 break-words whitespace-normal text-n-7"
      >
        {oneLine(toReason(failedReason), 400)}
      </span>
    </span>
  );
}
