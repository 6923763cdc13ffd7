/** What an agent does now, what it did, and what you can do about it. */
"use client";
import { contextText, currentContext } from "@tinyagi/views";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { duration } from "../../lib/figures";
import { chatHref, runHref } from "../../lib/hrefs";
import type { Run } from "../../lib/queries";
import { useLanes } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { StateMark } from "../../ui/glyph";
import { Link } from "../../ui/link";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toasts";
import { Unread } from "../../ui/unread";
import { isLive } from "../home/state";
import { NeedCard } from "../needs/need-card";
import type { Need } from "../needs/needs";
import { openNeeds } from "../needs/panel";
import { useNeeds } from "../needs/use-needs";
import { toFailure } from "../providers/provider-words";
import { useTestProvider } from "../providers/queries";
import { Dependents } from "../references/dependents";
import type { Member } from "./agent-state";
import { NewestRuns } from "./newest-runs";
import { Programs } from "./open-programs";
import { type AgentAct, useAgentAct, useRunAct, useRunList } from "./queries";

/** Questions come first; of many failures the newest say enough here. */
const NEEDS_SHOWN = 3;

export function AgentNowTab({ member, onRemoved }: { member: Member; onRemoved: () => void }) {
  const { id, line } = member;
  const read = useRunList(id);
  const runs = read.data ?? [];
  const live = runs.find(isLive);
  const paused = usePausedRuns(id);
  const needs = useNeeds().filter(({ agent }) => agent === id);
  return (
    <div className="grid gap-5 p-5 text-13">
      <section aria-label={words.agents.tabs.now} className="grid gap-2">
        {live === undefined ? (
          paused.length === 0 && needs.length === 0 && <p className="text-n-7">{words.agents.now.idle}</p>
        ) : (
          <>
            {/* What it asks stands below, with its answer. */}
            {needs.length === 0 && (
              <p className="text-14 break-words text-n-10">{line === "" ? words.agents.now.works : line}</p>
            )}
            <RunActs run={live} />
          </>
        )}
        {paused.map((runId) => (
          <Paused key={runId} runId={runId} />
        ))}
        <Needs needs={needs} name={member.name} />
        <Context agent={id} runs={runs} />
        {member.programs && <Programs of={member.programs} />}
        <div className="flex flex-wrap gap-1.5">
          <Link href={`/chat?new=1&to=${encodeURIComponent(id)}`} className={buttonClass("plain", "s")}>
            {words.agents.now.write}
          </Link>
          <TestButton id={id} />
        </div>
      </section>
      <Unread what={words.agents.theRuns} of={[read]} />
      {read.data !== undefined && <NewestRuns agent={id} runs={runs} />}
      <Risky member={member} onRemoved={onRemoved} />
    </div>
  );
}

/** How full it is in the session that it goes on in. */
function Context({ agent, runs }: { agent: string; runs: readonly Run[] }) {
  const context = currentContext(runs, agent);
  if (context === undefined) return null;
  return (
    <p className="text-n-7">
      {words.agents.now.context}{" "}
      <span className="font-mono text-12 text-n-10">{contextText(context, words.views)}</span>
    </p>
  );
}

/** What it asks and what failed, answered here. */
function Needs({ needs, name }: { needs: readonly Need[]; name: string }) {
  if (needs.length === 0) return null;
  return (
    <>
      <ul aria-label={words.needs.title} className="-mx-5 border-y border-n-3 bg-n-1">
        {needs.slice(0, NEEDS_SHOWN).map((need) => (
          <NeedCard key={need.key} need={need} name={name} />
        ))}
      </ul>
      {needs.length > NEEDS_SHOWN && (
        <Button size="s" onClick={() => openNeeds()}>
          {words.agents.now.moreNeeds(needs.length - NEEDS_SHOWN)}
        </Button>
      )}
    </>
  );
}

/** Runs of the agent that someone paused: their messages wait. */
function usePausedRuns(agent: string): readonly string[] {
  const lanes = useLanes().data?.lanes ?? [];
  return lanes
    .filter((lane) => lane.agent === agent)
    .flatMap(({ messages }) => messages)
    .flatMap(({ waitsFor, runId }) => (waitsFor === "paused" && runId !== null ? [runId] : []));
}

function Paused({ runId }: { runId: string }) {
  const act = useRunAct(runId);
  return (
    <div className="grid gap-1.5">
      <p className="flex flex-wrap items-center gap-2">
        <StateMark state="held" word={words.agents.now.paused} />
        <Button size="s" disabled={act.isPending} onClick={() => act.mutate("resume")}>
          {words.agents.now.resume}
        </Button>
        <Link href={runHref(runId)} className={buttonClass("plain", "s")}>
          {words.common.openRun}
        </Link>
      </p>
      {act.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(act.error)}
        </p>
      )}
      <Terminal commands={[`tinyagi resume ${runId}`]} />
    </div>
  );
}

function RunActs({ run }: { run: Run }) {
  const act = useRunAct(run.runId);
  const [isAsking, setAsking] = useState(false);
  return (
    <div className="grid gap-1.5">
      <div className="flex flex-wrap gap-1.5">
        <Link href={runHref(run.runId)} className={buttonClass("plain", "s")}>
          {words.common.openRun}
        </Link>
        <Link href={chatHref(run.conversationId)} className={buttonClass("plain", "s")}>
          {words.common.openConversation}
        </Link>
        <Button size="s" disabled={act.isPending} onClick={() => act.mutate("pause")}>
          {words.agents.now.pause}
        </Button>
        <Button size="s" kind="risk" onClick={() => setAsking(true)}>
          {words.agents.now.stop}
        </Button>
      </div>
      {act.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(act.error)}
        </p>
      )}
      <Terminal
        commands={[
          `tinyagi pause ${run.runId}`,
          `tinyagi resume ${run.runId}`,
          `tinyagi cancel ${run.runId}`,
        ]}
      />
      {isAsking && (
        <ConfirmDialog
          title={words.agents.now.stopTitle}
          text={words.agents.now.stopText}
          verb={words.agents.now.stop}
          onConfirm={() => act.mutate("cancel")}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

/** One real prompt: it costs what a prompt costs. */
function TestButton({ id }: { id: string }) {
  const test = useTestProvider();
  const failure = toFailure(test.data?.steps ?? []);
  return (
    <>
      <Button size="s" disabled={test.isPending} onClick={() => test.mutate({ agent: id })}>
        {test.isPending ? words.agents.now.testing : words.agents.now.test}
      </Button>
      <p role="status" className="basis-full text-12 break-words empty:hidden">
        {test.data?.ok === true && (
          <span className="text-done">{words.agents.now.answered(duration(test.data.ms))}</span>
        )}
        {failure !== undefined && <span className="text-failed">{failure}</span>}
        {test.error && <span className="text-failed">{toWords(test.error)}</span>}
      </p>
    </>
  );
}

function Risky({ member, onRemoved }: { member: Member; onRemoved: () => void }) {
  const { id } = member;
  const act = useAgentAct(id);
  const [asked, setAsked] = useState<AgentAct>();
  const risk = asked === undefined ? undefined : words.agents.risks[asked];
  return (
    <footer className="border-t border-n-3 pt-4">
      <div className="flex gap-1.5">
        <Button size="s" onClick={() => setAsked("reset")}>
          {words.agents.risks.resetSession}
        </Button>
        <Button size="s" kind="risk" onClick={() => setAsked("remove")}>
          {words.agents.risks.removeAgent}
        </Button>
      </div>
      {act.error && (
        <p role="alert" className="mt-2 text-12 text-failed">
          {toWords(act.error)}
        </p>
      )}
      <Terminal commands={[`tinyagi agent reset ${id}`, `tinyagi agent remove ${id}`]} />
      {asked !== undefined && risk !== undefined && (
        <ConfirmDialog
          title={risk.title}
          text={risk.text}
          verb={risk.verb}
          onConfirm={() =>
            act.mutate(asked, {
              onSuccess: () => {
                showToast(risk.done);
                if (asked === "remove") onRemoved();
              },
            })
          }
          onClose={() => setAsked(undefined)}
        >
          {asked === "remove" && <Dependents kind="agent" id={id} />}
        </ConfirmDialog>
      )}
    </footer>
  );
}
