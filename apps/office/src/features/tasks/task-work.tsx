/** What happens with a task now, and every run about it. */
"use client";
import { needsOf } from "@tinyagi/views";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { useNow } from "../../lib/clock";
import { duration } from "../../lib/figures";
import { oneLine, visible } from "../../lib/format/text";
import { chatHref, runHref, runsHref } from "../../lib/hrefs";
import { useApprovals } from "../../lib/queries";
import { useLiveRuns } from "../../lib/stream/use-stream";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { AgentChip, MoneyChip, TimeChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Link } from "../../ui/link";
import { runShown, workShown } from "../../ui/states";
import { StopDialog } from "../chat/stop-dialog";
import { currentLine } from "../home/state";
import { NeedCard } from "../needs/need-card";
import { cardState, type TaskDetail } from "./board-state";
import { useSendAgain } from "./queries";

export function TaskWork({ task }: { task: TaskDetail }) {
  const nameOf = useNameLookup();
  const approvals = (useApprovals().data ?? []).filter(
    ({ conversationId }) => conversationId === task.work?.conversationId,
  );
  return (
    <section aria-label={words.tasks.work} className="grid gap-3">
      {(task.work !== null || task.dispatchError !== null) && <Now task={task} />}
      {approvals.length > 0 && (
        <ul className="-mx-5 border-y border-n-3 bg-n-1">
          {needsOf(approvals, []).map((need) => (
            <NeedCard key={need.key} need={need} name={nameOf(need.agent)} />
          ))}
        </ul>
      )}
      {task.recentRuns.length > 0 && <Runs task={task} />}
    </section>
  );
}

function Now({ task }: { task: TaskDetail }) {
  const live = useLiveRuns();
  const nameOf = useNameLookup();
  const shown = workShown(cardState(task) ?? "not_started");
  const { work } = task;
  const line = work?.runId ? currentLine(live.get(work.runId)) : "";
  return (
    <div className="grid gap-2">
      <p className="flex min-w-0 flex-wrap items-center gap-2">
        {work?.agents.map((id) => (
          <AgentChip key={id} id={id} name={nameOf(id)} state={shown.state} />
        ))}
        <StateMark {...shown} />
      </p>
      {line !== "" && <p className="truncate text-12 text-n-8">{line}</p>}
      {work === null && task.dispatchError !== null && (
        <p className="break-words text-n-9">{visible(task.dispatchError)}</p>
      )}
      <Acts task={task} />
    </div>
  );
}

function Acts({ task }: { task: TaskDetail }) {
  const [isStopping, setStopping] = useState(false);
  const again = useSendAgain(task.id);
  const conversation = task.work?.conversationId ?? task.conversationId;
  return (
    <div className="flex flex-wrap gap-1.5">
      {conversation !== null && (
        <Link href={chatHref(conversation)} className={buttonClass("plain", "s")}>
          {words.common.openConversation}
        </Link>
      )}
      {conversation !== null && (
        <Link href={runsHref(conversation)} className={buttonClass("plain", "s")}>
          {words.common.openRun}
        </Link>
      )}
      {task.work !== null && (
        <Button size="s" kind="risk" onClick={() => setStopping(true)}>
          {words.tasks.stop}
        </Button>
      )}
      {task.work === null &&
        task.status === "in_progress" &&
        task.assignee !== "" &&
        !task.assigneeMissing && (
          <Button size="s" disabled={again.isPending} onClick={() => again.mutate()}>
            {words.tasks.retry}
          </Button>
        )}
      {again.error && (
        <p role="alert" className="basis-full text-12 text-failed">
          {toWords(again.error)}
        </p>
      )}
      {isStopping && (
        <StopDialog
          conversation={conversation}
          title={visible(task.title)}
          working={task.work?.state === "queued" ? 0 : (task.work?.agents.length ?? 0)}
          onClose={() => setStopping(false)}
        />
      )}
    </div>
  );
}

function Runs({ task }: { task: TaskDetail }) {
  const nameOf = useNameLookup();
  const now = useNow();
  return (
    <div>
      <h3 className="flex items-baseline gap-2 border-b border-n-4 pb-1.5 text-12 font-semibold text-n-10">
        {words.tasks.runs} <span className="font-mono font-medium text-n-7">{task.runs}</span>
        <span className="ml-auto">
          <MoneyChip exact of={task} />
        </span>
      </h3>
      <ul>
        {task.recentRuns.map((run) => (
          <li
            key={run.runId}
            className="grid min-h-9 grid-cols-[minmax(0,1fr)_auto_64px_64px] items-center gap-3 border-b border-n-3"
          >
            <span className="flex min-w-0 items-center gap-2">
              <StateMark {...runShown(run.status)} dense />
              <Link
                href={runHref(run.runId)}
                aria-label={words.tasks.openAgentRun(oneLine(nameOf(run.agent), 40))}
                className="flex min-h-9 min-w-0 items-center hover:underline max-md:min-h-11"
              >
                <AgentChip id={run.agent} name={nameOf(run.agent)} />
              </Link>
            </span>
            <TimeChip at={run.createdAt} ago />
            <span className="text-right text-12 text-n-7">
              {duration((run.finishedAt ?? Math.max(now, run.createdAt)) - run.createdAt)}
            </span>
            <span className="text-right">
              <MoneyChip of={run} />
            </span>
          </li>
        ))}
      </ul>
      {task.recentRuns.length < task.runs && (
        <p className="pt-1.5 text-12 text-n-7">
          {words.tasks.newestShown(task.recentRuns.length, task.runs)}
        </p>
      )}
    </div>
  );
}
