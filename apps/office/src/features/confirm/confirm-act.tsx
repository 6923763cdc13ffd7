/**
 * The one window for acts that weaken a guard or outlive the session: what changes, where a person gets the code, and the
 * field for it. It repeats exactly the request that was refused.
 */
"use client";
import type { ActId, GuardChange } from "@tinyagi/contracts";
import { useState } from "react";
import { useNow } from "../../lib/clock";
import { type Confirming, useConfirming } from "../../lib/confirming";
import { span } from "../../lib/figures";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { FIELD, Field, useChecks } from "../../ui/field";
import { copyText } from "../../ui/terminal";

const CODE_CHARS = 8;
const VALUE_MAX = 300;

/** Mounted once, around every page. */
export function ConfirmAct() {
  const { confirming } = useConfirming();
  if (confirming === undefined) return null;
  return <Asking key={confirming.confirmation.id} confirming={confirming} />;
}

function Asking({ confirming }: { confirming: Confirming }) {
  const { confirmation, isSent, answer } = confirming;
  const { id, act, changes, expiresAt, problem } = confirmation;
  const left = expiresAt - useNow();
  return (
    <Dialog label={words.confirm.title} place="sheet" isKept onClose={() => answer(null)}>
      <div className="grid max-h-[80dvh] grid-cols-[minmax(0,1fr)] gap-3 overflow-auto p-6 text-13">
        <h2 className="text-20 font-bold tracking-tight break-words text-n-10">{words.confirm.title}</h2>
        <p className="text-n-7">{words.confirm.text}</p>
        <section aria-label={words.confirm.changes} className="rounded-m border border-n-4 p-3">
          <h3 className="font-semibold text-n-10">{toTitle(act)}</h3>
          <ul>
            {changes.map((change) => (
              <Change key={change.path} change={change} />
            ))}
          </ul>
        </section>
        {left <= 0 ? (
          <p role="alert" className="text-failed">
            {words.confirm.expired}
          </p>
        ) : (
          <>
            <Command label={words.confirm.inTerminal} command={`tinyagi confirm ${id}`} />
            <Command label={words.confirm.inChat} command={`/confirm ${id}`} />
          </>
        )}
        <CodeForm problem={problem} isSent={isSent} isOver={left <= 0} left={left} answer={answer} />
      </div>
    </Dialog>
  );
}

/** Acts that no page can ask for have no title. */
function toTitle(act: ActId): string {
  const titles: Partial<Record<ActId, string>> = words.confirm.acts;
  return titles[act] ?? act;
}

function Change({ change: { path, before, after, weakens } }: { change: GuardChange }) {
  return (
    <li className="pt-2 break-words">
      <span className="block text-n-10">{words.confirm.guards[weakens]}</span>
      <code className="text-11 break-all text-n-7">{visible(path)}</code>
      <span className="block text-12">
        <del className="mr-1 bg-del px-1 font-mono break-all no-underline">{shownValue(before)}</del>
        <ins className="bg-add px-1 font-mono break-all no-underline">{shownValue(after)}</ins>
      </span>
    </li>
  );
}

function shownValue(value: GuardChange["after"]): string {
  if (value === null) return words.confirm.notSet;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return visible(text).slice(0, VALUE_MAX);
}

function Command({ label, command }: { label: string; command: string }) {
  return (
    <div className="grid gap-1">
      <span className="text-n-9">{label}</span>
      <button
        type="button"
        title={words.common.terminal.copy}
        onClick={() => void copyText(command)}
        className="justify-self-start rounded-xs bg-n-2 px-2 py-1 text-left font-mono break-all text-n-10 hover:underline max-md:min-h-11"
      >
        {command}
      </button>
    </div>
  );
}

function CodeForm(props: {
  problem: "wrong" | "unknown" | undefined;
  isSent: boolean;
  isOver: boolean;
  left: number;
  answer: (code: string | null) => void;
}) {
  const { problem, isSent, isOver, left, answer } = props;
  const [code, setCode] = useState("");
  const plain = code.replace(/[\s-]/g, "");
  const [checks, check] = useChecks({
    code: plain.length === CODE_CHARS ? undefined : words.confirm.missing,
  });
  const refused = problem === undefined || isSent ? undefined : words.confirm.problems[problem];
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        if (check(event)) answer(plain);
      }}
    >
      {!isOver && (
        <Field label={words.confirm.code} error={checks.code ?? refused}>
          {(marks) => (
            <input
              {...marks}
              data-autofocus
              autoComplete="one-time-code"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={20}
              value={code}
              onChange={({ target }) => setCode(target.value.toUpperCase())}
              className={`${FIELD} font-mono tracking-widest`}
            />
          )}
        </Field>
      )}
      <div className="flex flex-wrap items-center justify-end gap-2">
        {!isOver && <span className="grow text-12 text-n-7">{words.confirm.expires(span(left))}</span>}
        <Button onClick={() => answer(null)}>{words.common.cancel}</Button>
        {!isOver && (
          <Button kind="go" type="submit" disabled={isSent}>
            {isSent ? words.confirm.isSent : words.confirm.go}
          </Button>
        )}
      </div>
    </form>
  );
}
