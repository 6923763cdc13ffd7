/** The first message, to the team that was chosen. */
"use client";
import { type FormEvent, useState } from "react";
import { toWords } from "../../lib/api";
import { quoted } from "../../lib/format/shell";
import { oneLine } from "../../lib/format/text";
import { useAgents, useTeams } from "../../lib/queries";
import { useStored } from "../../lib/use-kept";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Face } from "../../ui/face";
import { FIELD, Field } from "../../ui/field";
import { Terminal } from "../../ui/terminal";
import { useFirstMessage } from "./queries";
import { StepFrame } from "./step-frame";
import type { Setup } from "./steps";

const BUDGET_HINT = "daily-budget-hint";

export function MessageStep(props: {
  setup: Setup;
  onNext: () => void;
  onBack: () => void;
  onLeave: () => void;
}) {
  const { setup, onNext, onBack, onLeave } = props;
  const [to] = useParam("to", setup.team ?? "");
  const [, setConversation] = useParam("conversation");
  const read = useTeams();
  const teams = read.data ?? {};
  const agents = useAgents().data ?? {};
  const send = useFirstMessage();
  const starter = setup.teams.find(({ id, name }) => to.startsWith(id) && teams[to]?.name === name);
  const [typed, setTyped] = useStored<string>("draft.start");
  // Before the teams are read, nobody knows what this one is asked first.
  const offered = read.isPending ? "" : (starter?.firstMessage ?? words.start.message.default);
  const text = typed ?? offered;
  const proposed = setup.dailyBudget?.usd;
  const [amount, setAmount] = useState(() => (proposed === undefined ? "" : String(proposed)));
  const isAmount = amount.trim() === "" || Number(amount) > 0;
  const leader = teams[to]?.leader_agent ?? to;
  const name = oneLine(agents[leader]?.name ?? leader, 40) || words.start.message.yourAgent;
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (text.trim() === "" || !isAmount) return;
    const usd = amount.trim() === "" ? null : Number(amount);
    send.mutate(
      { to, text: text.trim(), ...(proposed === undefined ? {} : { usd }) },
      {
        onSuccess: (conversation) => {
          setTyped(undefined);
          setConversation(conversation);
          onNext();
        },
      },
    );
  }
  return (
    <form onSubmit={submit}>
      <StepFrame
        title={words.start.message.title(name)}
        text={words.start.message.text(name)}
        actions={
          <>
            <Button type="submit" kind="go" disabled={send.isPending || text.trim() === "" || !isAmount}>
              {words.start.message.send}
            </Button>
            <Button kind="bare" onClick={onBack}>
              {words.start.back}
            </Button>
            <Button kind="bare" onClick={onLeave}>
              {words.start.skip}
            </Button>
          </>
        }
      >
        <div className="flex items-start gap-4">
          <Face id={leader} size={56} />
          <textarea
            aria-label={words.start.message.label}
            rows={4}
            value={text}
            maxLength={100_000}
            onChange={({ target }) => setTyped(target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey))
                event.currentTarget.form?.requestSubmit();
            }}
            className="w-full rounded-s border border-n-5 bg-n-0 px-3 py-2 text-15 max-md:text-16"
          />
        </div>
        {proposed !== undefined && <DailyBudget value={amount} isAmount={isAmount} onChange={setAmount} />}
        {send.error && (
          <p role="alert" className="mt-2 text-12 text-failed">
            {toWords(send.error)}
          </p>
        )}
        <Terminal commands={[`tinyagi run ${quoted(`@${to} ${oneLine(text, 200)}`)}`]} />
      </StepFrame>
    </form>
  );
}

/** Asked once, before anything costs money. */
function DailyBudget(props: { value: string; isAmount: boolean; onChange: (value: string) => void }) {
  const say = words.start.budget;
  return (
    <div className="mt-4 max-w-80">
      <Field label={say.label} error={props.isAmount ? undefined : say.wrong} describedBy={BUDGET_HINT}>
        {(marks) => (
          <input
            {...marks}
            inputMode="decimal"
            autoComplete="off"
            maxLength={10}
            value={props.value}
            onChange={({ target }) => props.onChange(target.value)}
            className={FIELD}
          />
        )}
      </Field>
      <p id={BUDGET_HINT} className="mt-1 text-12 text-n-7">
        {say.hint}
      </p>
    </div>
  );
}
