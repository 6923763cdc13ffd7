/** One part of a run: why it failed, what it was asked, what it did and gave back, what it used. */
"use client";
import type { RunGraph } from "@tinyagi/contracts";
import { ownWords } from "@tinyagi/views";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine, visible } from "../../lib/format/text";
import { type Run, useConversation } from "../../lib/queries";
import { useLiveRuns } from "../../lib/stream/use-stream";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { TimeChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Inspector } from "../../ui/inspector";
import { Markdown } from "../../ui/markdown";
import { Trouble } from "../../ui/region";
import { isLiveStatus } from "../../ui/states";
import { NeedCard } from "../needs/need-card";
import { useNeeds } from "../needs/use-needs";
import { type ActName, isRetryLater, listActs } from "./acts";
import { Diff } from "./diff";
import { Part } from "./part";
import { useRunLog } from "./queries";
import { faceOf, type Row } from "./rows";
import { RunEvents } from "./run-events";
import { Setup, Usage } from "./run-facts";
import type { Target } from "./target";
import { Lasted } from "./took";
import { ToolCalls } from "./tool-calls";
import { Tries } from "./tries";
import { ActButtons, useActs } from "./use-acts";
import { Next } from "./why";

interface About {
  row: Row;
  graph: RunGraph | undefined;
  root: Run;
}

export function RunInspector({ onClose, ...about }: About & { onClose: () => void }) {
  const { title, shown } = about.row;
  const heading = (
    <span className="flex items-center gap-2">
      <Face id={faceOf(about.row)} state={shown.state} />
      <span className="truncate">{title}</span>
    </span>
  );
  return (
    <Inspector label={words.runs.part.label} title={heading} onClose={onClose}>
      <div className="grid gap-5 px-5 py-4">
        <Head {...about} />
        <Details {...about} />
      </div>
    </Inspector>
  );
}

/** The only part of a run, as its page: the head of the page says the rest. */
export function WholePart(about: About) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a part of the page that scrolls, with a name.
    <div
      role="group"
      aria-label={words.runs.views.single}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto px-4 py-4 md:px-8"
    >
      <div className="grid max-w-[70ch] gap-5">
        <Details {...about} />
      </div>
    </div>
  );
}

function Head({ row: { run, node, shown, attempts, title, isResting, agent, time }, graph }: About) {
  const prompt =
    (node === undefined ? undefined : graph?.nodes[node]?.spec.prompt) ??
    (run === undefined ? title : ownWords(run));
  const nameOf = useNameLookup();
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-13 text-n-7">
        <StateMark {...shown} />
        <span>{oneLine(nameOf(agent), 40)}</span>
        <Lasted time={time} />
        {attempts.length > 0 && <span>{words.runs.part.attempt(attempts.length + 1)}</span>}
        {run !== undefined && <TimeChip at={run.createdAt} ago />}
      </div>
      {run !== undefined && (
        <Acts acts={listActs({ run, node, isResting }, graph)} target={{ run, node, prompt }} />
      )}
      {run !== undefined && !isLiveStatus(run.status) && !isResting && isRetryLater(node, graph) && (
        <p className="text-12 text-n-7">{words.runs.retry.later}</p>
      )}
    </>
  );
}

function Acts({ acts, target }: { acts: readonly ActName[]; target: Target }) {
  const { start, dialog } = useActs(target);
  return (
    <div className="flex flex-wrap gap-1.5">
      <ActButtons acts={acts} onStart={start} />
      {dialog}
    </div>
  );
}

function Details({ row, graph, root }: About) {
  const { run, node, title, attempts } = row;
  const spec = node === undefined ? undefined : graph?.nodes[node]?.spec;
  const messages = useConversation(root.conversationId).data?.messages ?? [];
  const prompt = messages.find(({ id }) => id === run?.messageRowId)?.text ?? spec?.prompt ?? title;
  return (
    <>
      {run !== undefined && <Asks run={run} />}
      {run?.error && (
        <Part name={words.runs.why.failed}>
          <p className="text-13 break-words text-failed">{visible(run.error.message)}</p>
          <Next message={run.messageRowId} />
        </Part>
      )}
      <Tries attempts={attempts} />
      <Part name={words.runs.part.prompt}>
        <Markdown text={prompt} />
      </Part>
      {spec !== undefined && spec.rationale !== "" && (
        <Part name={words.runs.part.rationale} mark={words.runs.part.claimed}>
          <Markdown text={spec.rationale} />
        </Part>
      )}
      {run !== undefined && <Result run={run} row={row} />}
    </>
  );
}

function Asks({ run }: { run: Run }) {
  const needs = useNeeds().filter((need) => need.kind === "approval" && need.approval.runId === run.runId);
  if (needs.length === 0) return null;
  return (
    <ul className="rounded-m border border-n-4" aria-label={words.needs.title}>
      {needs.map((need) => (
        <NeedCard key={need.key} need={need} name={undefined} />
      ))}
    </ul>
  );
}

function Result({ run, row }: { run: Run; row: Row }) {
  const live = useLiveRuns().get(run.runId);
  const log = useRunLog(run.runId);
  const [isDiffWanted, setDiffWanted] = useState(false);
  const hasEnded = !isLiveStatus(run.status);
  const output = run.output ?? live?.text ?? "";
  return (
    <>
      {output !== "" && (
        <Part name={hasEnded ? words.runs.part.output : words.runs.part.writesNow}>
          <Markdown text={output} />
        </Part>
      )}
      <Part name={words.runs.tools.label}>
        {log.error ? (
          <Trouble text={toWords(log.error)} retry={() => void log.refetch()} />
        ) : (
          log.data !== undefined && <ToolCalls log={log.data} hasEnded={hasEnded} />
        )}
      </Part>
      <Part name={words.runs.part.changed}>
        {isDiffWanted ? (
          <Diff runId={run.runId} />
        ) : (
          <Button size="s" onClick={() => setDiffWanted(true)}>
            {words.runs.part.showChanges}
          </Button>
        )}
      </Part>
      <Part name={words.runs.part.usage}>
        <Usage {...row} />
      </Part>
      <Part name={words.runs.part.setup}>
        <Setup run={run} />
      </Part>
      {log.data !== undefined && <RunEvents log={log.data} />}
    </>
  );
}
