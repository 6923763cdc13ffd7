"use client";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { toTitle } from "../../lib/format/title";
import { runHref } from "../../lib/hrefs";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { AgentChip, TimeChip } from "../../ui/chips";
import { Dialog } from "../../ui/dialog";
import { EndOfList } from "../../ui/end-of-list";
import { StateMark } from "../../ui/glyph";
import { Link } from "../../ui/link";
import { Reading, Trouble } from "../../ui/region";
import { runShown } from "../../ui/states";
import { Terminal } from "../../ui/terminal";
import { useRunPages } from "./list-queries";
import type { DialogProps } from "./target";
import { useWaitingRuns } from "./use-waiting-runs";

const SHOWN = 50;

/** Chooses the other run. */
export function CompareDialog({ target: { run }, onClose }: DialogProps) {
  const [wanted, setWanted] = useState("");
  const waiting = useWaitingRuns();
  const nameOf = useNameLookup();
  const { rows: runs, error, retry, next } = useRunPages({ agent: "", status: "", all: false });
  const found = (runs ?? []).filter(
    ({ runId, agent, task }) =>
      runId !== run.runId && `${nameOf(agent)} ${task}`.toLowerCase().includes(wanted.toLowerCase()),
  );
  return (
    <Dialog label={words.runs.compare.label} place="sheet" onClose={onClose}>
      <div className="grid max-h-[80dvh] grid-rows-[auto_auto_minmax(0,1fr)_auto] gap-3 p-6">
        <h2 className="text-20 font-bold tracking-tight text-n-10">{words.runs.compare.title}</h2>
        <input
          type="search"
          aria-label={words.runs.compare.find}
          placeholder={words.runs.compare.findHint}
          value={wanted}
          onChange={({ target }) => setWanted(target.value)}
          className="h-8 rounded-s border border-n-5 bg-n-0 px-2.5 text-13 max-md:h-11 max-md:text-16"
        />
        <div className="min-h-24 overflow-auto">
          <ul aria-label={words.runs.compare.runs}>
            {found.slice(0, SHOWN).map(({ runId, agent, task, title, joins, status, createdAt }) => (
              <li key={runId} className="border-b border-n-3">
                <Link
                  href={`${runHref(run.runId)}&with=${encodeURIComponent(runId)}`}
                  onClick={onClose}
                  className="flex min-h-10 max-md:min-h-11 items-center gap-2 text-13 hover:bg-n-1"
                >
                  <StateMark {...(waiting.has(runId) ? { state: "waiting" } : runShown(status))} dense />
                  <span className="w-28 flex-none truncate">
                    <AgentChip id={agent} name={nameOf(agent)} />
                  </span>
                  <span className="min-w-0 grow truncate">
                    {toTitle({ title, joins, text: task }) || runId}
                  </span>
                  <TimeChip at={createdAt} />
                </Link>
              </li>
            ))}
          </ul>
          <div className="grid justify-items-start gap-2 py-2 text-13 text-n-7">
            {runs === undefined && error === null && <Reading />}
            {runs === undefined && error !== null && (
              <Trouble
                text={words.common.errors.cannotRead(words.runs.compare.theRuns, toWords(error))}
                retry={retry}
              />
            )}
            {runs !== undefined && found.length === 0 && (
              <p>{wanted === "" ? words.runs.compare.none : words.runs.compare.noneFound}</p>
            )}
            {found.length > SHOWN && <p>{words.runs.compare.firstOf(SHOWN, found.length)}</p>}
            {next.hasMore && next.failure === null && (
              <Button size="s" onClick={next.again}>
                {words.runs.compare.older}
              </Button>
            )}
            <EndOfList next={next} />
          </div>
        </div>
        <div className="flex items-end justify-between gap-2">
          <Terminal commands={[`tinyagi compare ${run.runId} …`]} />
          <Button onClick={onClose}>{words.common.close}</Button>
        </div>
      </div>
    </Dialog>
  );
}
