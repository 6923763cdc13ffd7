/** Goes back to any step of the graph. Nothing runs again; the address keeps the step. */
"use client";
import type { ReplayStep } from "@tinyagi/contracts";
import { useEffect, useState } from "react";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { useStep } from "./address";
import { stepWords } from "./replay";

const PLAY_MS = 350;

export function Scrubber({ steps }: { steps: readonly ReplayStep[] }) {
  const [step, setStep] = useStep();
  const [isPlaying, setPlaying] = useState(false);
  const total = steps.length;
  const at = Math.min(step ?? total, total);
  const last = steps[at - 1];
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setTimeout(() => {
      if (at >= total) setPlaying(false);
      setStep(at + 1 >= total ? undefined : at + 1);
    }, PLAY_MS);
    return () => clearTimeout(timer);
  });
  function play(): void {
    if (!isPlaying && at >= total) setStep(1);
    setPlaying(!isPlaying);
  }
  return (
    <div className="flex min-w-0 grow basis-72 items-center gap-3">
      <Button size="s" kind="bare" onClick={play} aria-pressed={isPlaying}>
        {isPlaying ? words.runs.step.pause : words.runs.step.replay}
      </Button>
      <input
        type="range"
        aria-label={words.runs.step.label}
        aria-valuetext={words.runs.step.text(at, total, last === undefined ? "" : stepWords(last))}
        min={1}
        max={total}
        value={at}
        onChange={({ target }) => {
          const next = Number(target.value);
          setPlaying(false);
          setStep(next >= total ? undefined : next);
        }}
        className="min-w-0 grow accent-n-10 max-md:h-11"
      />
      <span className="w-64 truncate font-mono text-12 text-n-7 max-md:w-40" aria-live="polite">
        {step === undefined
          ? words.runs.step.now
          : `${at}/${total} ${last === undefined ? "" : stepWords(last)}`}
      </span>
    </div>
  );
}
