/** What was found on this machine: agent CLIs, their logins, keys. Each can be tested, and nothing is changed. */
"use client";
import type { FoundProvider } from "@tinyagi/contracts";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { duration } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Face } from "../../ui/face";
import { type State, StateMark } from "../../ui/glyph";
import { copyText, Terminal } from "../../ui/terminal";
import { toFailure } from "../providers/provider-words";
import { useTestProvider } from "../providers/queries";
import { KeyForm } from "./key-form";
import { StepFrame } from "./step-frame";
import { foundSentence, isUntested, pickProvider, type Setup, type Tested } from "./steps";

const MARKS: Readonly<Record<FoundProvider["state"], State>> = {
  ready: "done",
  login: "waiting",
  missing: "idle",
};

export function HereStep(props: { setup: Setup; onNext: () => void; onLeave: () => void }) {
  const { setup, onNext, onLeave } = props;
  const [chosen, setChosen] = useParam("provider");
  const provider = pickProvider(setup, chosen);
  const [tested, setTested] = useState<Tested>({});
  const text =
    provider === "demo"
      ? words.start.found.demo
      : setup.found.some((one) => one.state === "ready" && one.provider !== "api")
        ? words.start.found.untouched
        : words.start.found.withKey;
  return (
    <StepFrame
      title={foundSentence(setup, tested)}
      text={text}
      actions={
        <>
          <Button kind="go" onClick={onNext}>
            {words.start.continue}
          </Button>
          <Button kind="bare" onClick={onLeave}>
            {words.start.found.skipTour}
          </Button>
        </>
      }
    >
      <ul aria-label={words.start.found.label}>
        {setup.found.map((one) => (
          <Found
            key={one.provider}
            found={one}
            isChosen={one.provider === provider}
            onChoose={() => setChosen(one.provider)}
            isUntested={isUntested(one, tested)}
            onTested={(ok) => setTested({ ...tested, [one.provider]: ok })}
          />
        ))}
      </ul>
      <Terminal commands={["tinyagi doctor", "tinyagi team templates"]} />
      <KeyForm
        found={setup.found}
        onSaved={(saved) => {
          setChosen(saved);
          // Another key than the one that was tested.
          setTested(({ [saved]: _, ...others }) => others);
        }}
      />
    </StepFrame>
  );
}

function Found(props: {
  found: FoundProvider;
  isChosen: boolean;
  isUntested: boolean;
  onChoose: () => void;
  onTested: (ok: boolean) => void;
}) {
  const { provider, name, state, detail, next, isHidden } = props.found;
  const test = useTestProvider();
  function onSuccess({ ok }: { ok: boolean }): void {
    props.onTested(ok);
    if (ok && isHidden === true) props.onChoose();
  }
  const canBeUsed = state === "ready" || isHidden === true;
  return (
    <li className="border-b border-n-3 py-3 text-13">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Face id={provider} size={40} state={canBeUsed ? "idle" : "asleep"} />
        <span className="min-w-0 grow basis-48">
          <b className="block font-semibold text-n-10">{name}</b>
          {/* The mark beside it says so, and the line below what to do. */}
          {state !== "missing" && <span className="block text-12 text-n-7">{detail}</span>}
        </span>
        {test.data?.ok === false ? (
          <StateMark state="failed" word={words.start.found.testFailed} />
        ) : props.isUntested ? (
          <StateMark state="waiting" word={words.start.found.states.untested} />
        ) : (
          <StateMark state={MARKS[state]} word={words.start.found.states[stateOf(props.found)]} />
        )}
        {canBeUsed && (
          <>
            <Button
              size="s"
              aria-label={words.start.found.testNamed(name)}
              disabled={test.isPending}
              onClick={() => test.mutate({ provider }, { onSuccess })}
            >
              {test.isPending ? words.start.found.asking : words.start.found.test}
            </Button>
            <label className="flex min-h-7 items-center gap-1.5 text-12 max-md:min-h-11">
              <input
                type="radio"
                name="provider"
                checked={props.isChosen}
                onChange={props.onChoose}
                className="size-4 accent-n-10"
              />
              {words.start.found.use}
            </label>
          </>
        )}
      </div>
      {state !== "ready" && next !== null && (
        <p className="mt-1.5 text-12 text-n-7 md:pl-13">
          {state === "login" ? words.start.found.toLogIn : words.start.found.toInstall}
          <button
            type="button"
            title={words.start.found.copy}
            onClick={() => void copyText(next)}
            className="rounded-xs bg-n-2 px-1.5 font-mono break-all text-n-10 hover:bg-n-3 max-md:min-h-11"
          >
            {next}
          </button>
        </p>
      )}
      <p role="status" className="text-12 break-words md:pl-13">
        {test.data?.ok === true && (
          <span className="text-done">
            {words.start.found.answered(
              duration(test.data.ms),
              test.data.model === null ? null : oneLine(test.data.model, 60),
            )}
          </span>
        )}
        {test.data?.ok === false && (
          <span className="text-failed">{toFailure(test.data.steps) ?? words.start.found.silent}</span>
        )}
        {test.error && <span className="text-failed">{toWords(test.error)}</span>}
      </p>
    </li>
  );
}

function stateOf({ provider, state, isHidden }: FoundProvider): keyof typeof words.start.found.states {
  if (isHidden === true) return "hidden";
  return state === "login" && provider === "api" ? "key" : state;
}
