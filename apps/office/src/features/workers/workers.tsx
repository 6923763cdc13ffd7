/** Workers. Its question: which machines run agents, and are they there? The eye meets their state. */
"use client";
import { type WorkerState, workerState } from "@tinyagi/views";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { daemonNow } from "../../lib/daemon-clock";
import { absolute, clock } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { AgentChip, TimeChip } from "../../ui/chips";
import { CopyCommand } from "../../ui/copy-command";
import { type State, StateMark } from "../../ui/glyph";
import { Reading, Trouble } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { Machine } from "./machine";
import { type Workers as Answer, useWorkers, type Worker } from "./queries";
import { WorkerActs } from "./worker-acts";

const MARKS: Readonly<Record<WorkerState, State>> = {
  online: "done",
  full: "running",
  draining: "held",
  away: "failed",
  invited: "waiting",
  absent: "idle",
};

export function Workers() {
  const { data, error, refetch } = useWorkers();
  return (
    <section aria-label={words.workers.title} className="grid max-w-[880px] gap-4 py-4 text-13">
      <p className="text-n-7">{words.workers.text}</p>
      {error !== null && data === undefined && <Trouble text={toWords(error)} retry={() => void refetch()} />}
      {data === undefined ? (
        error === null && <Reading />
      ) : (
        <>
          <Engine engine={data.engine} />
          {data.workers.length === 0 && <p className="text-n-9">{words.workers.none}</p>}
          <ul>
            {data.workers.map((worker) => (
              <One key={worker.name} worker={worker} />
            ))}
          </ul>
          {data.engine.state !== "off" && <Invite />}
        </>
      )}
    </section>
  );
}

/** Without it no machine can be reached, so it comes first. */
function Engine({
  engine: { state, url, version, delayMs, problem, isChanged },
}: {
  engine: Answer["engine"];
}) {
  const say = words.workers.engine;
  if (state === "off")
    return (
      <div className="grid gap-2 rounded-m border border-n-4 p-4">
        <h2 className="text-14 font-semibold text-n-10">{say.none}</h2>
        <p className="text-n-7">{say.noneText}</p>
        <CopyCommand command="tinyagi config set execution.engine.own true" />
      </div>
    );
  if (state === "ready")
    return (
      <>
        <p className="text-12 text-n-7">
          {say.ready(oneLine(url ?? "", 80), version ?? "?", Math.round(delayMs ?? 0))}
        </p>
        {isChanged && <Changed />}
      </>
    );
  return (
    <div role="alert" className="grid gap-1 rounded-m border border-failed p-4">
      <p className="font-medium text-n-10">
        {state === "refused" ? say.refused(oneLine(url ?? "", 80)) : say.unreachable(oneLine(url ?? "", 80))}
      </p>
      {problem !== null && <code className="text-12 break-all text-n-9">{oneLine(problem, 300)}</code>}
      <Terminal commands={["tinyagi worker doctor"]} />
      {isChanged && <Changed />}
    </div>
  );
}

function Changed() {
  return (
    <div role="status" className="grid gap-2 rounded-m border border-held p-4">
      <p className="text-n-10">{words.workers.engine.changed}</p>
      <CopyCommand command="tinyagi restart" />
    </div>
  );
}

function One({ worker }: { worker: Worker }) {
  const { name, agents, release, joinedAt, invitedUntil, runs, machine } = worker;
  const state = workerState(worker, daemonNow());
  const slots = Math.min(worker.slots, worker.offered ?? worker.slots);
  return (
    <li className="grid gap-1.5 border-b border-n-3 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <b className="font-medium break-all text-n-10">{oneLine(name, 64)}</b>
        <StateMark state={MARKS[state]} word={words.workers.states[state]} />
        <span className="grow text-12 text-n-7">{words.workers.runs(runs, slots)}</span>
        <WorkerActs worker={worker} />
      </div>
      <p className="flex flex-wrap gap-x-3 gap-y-1 text-12 text-n-7">
        {agents.length === 0 ? words.workers.noAgents : null}
        {agents.map((id) => (
          <AgentChip key={id} id={id} />
        ))}
      </p>
      <p className="flex flex-wrap gap-x-3 text-12 text-n-7">
        {joinedAt !== null && (
          <span>
            {words.workers.joined} <TimeChip at={joinedAt} ago />
          </span>
        )}
        {release !== null && release !== "" && <span>{words.workers.release(oneLine(release, 40))}</span>}
        {state === "invited" && invitedUntil !== null && (
          <span>
            {words.workers.until}{" "}
            <time dateTime={new Date(invitedUntil).toISOString()} title={absolute(invitedUntil)}>
              {clock(invitedUntil)}
            </time>
          </span>
        )}
      </p>
      {machine !== null && <Machine machine={machine} />}
      {worker.otherRelease && <p className="text-12 text-n-9">{words.workers.otherRelease}</p>}
      {state === "away" && <p className="text-12 text-n-9">{words.workers.awayHelp(agents.length)}</p>}
      {state === "absent" && (
        <p className="text-12 text-n-9">{words.workers.absentHelp(`tinyagi worker invite ${name}`)}</p>
      )}
    </li>
  );
}

/** A code lets a machine in, so a page cannot make one: the command prints it, once. */
function Invite() {
  const [name, setName] = useState("");
  return (
    <div className="grid gap-2 rounded-m border border-n-4 p-4">
      <h2 className="text-14 font-semibold text-n-10">{words.workers.invite}</h2>
      <p className="text-n-7">{words.workers.inviteText}</p>
      <label className="grid gap-1">
        <span className="font-medium text-n-10">{words.workers.name}</span>
        <input
          value={name}
          maxLength={32}
          autoComplete="off"
          placeholder="nas"
          onChange={(event) => setName(event.target.value.toLowerCase().replace(/[^a-z0-9_-]/g, "-"))}
          className="h-8 w-56 rounded-s border border-n-5 bg-n-0 px-2.5 font-mono placeholder:text-n-7 max-md:h-11 max-md:w-full max-md:text-16"
        />
      </label>
      <CopyCommand command={`tinyagi worker invite ${name || "nas"}`} />
    </div>
  );
}
