/** Where an agent works, and its move to another machine. Nothing in a home that has only this machine. */
"use client";
import { HERE, type MoveView } from "@tinyagi/contracts";
import { size } from "@tinyagi/views";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { TimeChip } from "../../ui/chips";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { isUnderWay, type MoveAct, useLastMove, useMove, useWorkers } from "./queries";

export function AgentPlace({ id, place = HERE }: { id: string; place?: string | undefined }) {
  const { data } = useWorkers();
  const last = useLastMove(id);
  const move = useMove(id);
  const [wanted, setWanted] = useState<string>();
  const names = data?.workers.map(({ name }) => name) ?? [];
  if (names.length === 0 && place === HERE) return null;
  const to = wanted ?? place;
  const isMoving = last !== undefined && isUnderWay(last);
  const goal = !isMoving ? to : last.state === "undoing" ? last.from : last.to;
  // A worker that was removed is named, too: the first option is not where the agent works.
  const options = [...new Set([HERE, ...names, place, goal])].map((value) => ({
    value,
    name: machine(value),
  }));
  return (
    <section aria-label={words.workers.place.title} className="grid gap-2 border-t border-n-3 p-5 text-13">
      <h2 className="text-12 font-semibold text-n-10">{words.workers.place.title}</h2>
      <Select
        label={words.workers.place.title}
        options={options}
        value={goal}
        disabled={isMoving}
        onChange={(event) => setWanted(event.target.value)}
      />
      <p className="text-12 text-n-7">{words.workers.place.text}</p>
      {to !== place && !isMoving && (
        <div>
          <Button
            kind="go"
            disabled={move.isPending}
            onClick={() => move.mutate({ to }, { onSuccess: () => setWanted(undefined) })}
          >
            {words.workers.place.move(machine(to))}
          </Button>
          <Terminal commands={[`tinyagi agent move ${id} ${to}`, `tinyagi agent place ${id} ${to}`]} />
        </div>
      )}
      {last !== undefined && <Progress last={last} isOpen={isMoving} act={move.mutate} />}
      {move.error !== null && (
        <p role="alert" className="text-12 text-failed">
          {toWords(move.error)}
        </p>
      )}
    </section>
  );
}

interface ProgressProps {
  last: MoveView;
  isOpen: boolean;
  act: (act: MoveAct) => void;
}

function Progress({ last, isOpen, act }: ProgressProps) {
  const say = words.workers.place;
  const { state, waitsFor, files, bytes, endedAt, problem, undoUntil, from, to } = last;
  // These take a moment, unless a machine is away.
  const canCancel = isOpen && (waitsFor !== null || (state !== "switching" && state !== "undoing"));
  return (
    <div role="status" className="grid gap-1 rounded-m border border-n-4 p-3 text-12">
      <p className="text-n-10">
        {say.states[state](machine(from), machine(to))} {endedAt !== null && <TimeChip at={endedAt} ago />}
      </p>
      {waitsFor !== null && <p className="text-n-9">{say.waits[waitsFor]}</p>}
      {files > 0 && <p className="text-n-7">{say.crossed(files, size(bytes))}</p>}
      {problem !== null && <p className="text-failed">{oneLine(problem.message, 300)}</p>}
      <div className="flex gap-2">
        {canCancel && (
          <Button size="s" onClick={() => act("cancel")}>
            {say.cancel}
          </Button>
        )}
        {undoUntil !== null && (
          <Button size="s" title={say.undoText} onClick={() => act("undo")}>
            {say.undo}
          </Button>
        )}
      </div>
    </div>
  );
}

function machine(place: string): string {
  return place === HERE ? words.workers.place.here : oneLine(place, 64);
}
