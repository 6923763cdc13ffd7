/** What to do next about a message: a sentence, and a button where a terminal has a command. */
"use client";
import type { Advice as Fact } from "@tinyagi/contracts";
import { stepText } from "@tinyagi/views";
import type { ReactNode } from "react";
import { toWords } from "../../lib/api";
import { describeWhy } from "../../lib/format/why";
import { agentHref, chatHref, runHref } from "../../lib/hrefs";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { Link } from "../../ui/link";
import { WithCode } from "../../ui/with-code";
import { useResumeProvider } from "../needs/queries";
import { type Story, useResumeRun } from "./queries";

type Of<Code extends Fact["code"]> = Extract<Fact, { code: Code }>;
type Acts = { readonly [Code in Fact["code"]]: (fact: Of<Code>) => ReactNode };

/** What helps, by the advice. Null: it stands on the page already, or nothing helps but time. */
const ACTS: Acts = {
  resume: ({ target }) =>
    target.startsWith("@") ? (
      <Go href={agentHref(target.slice(1))}>{words.queue.advice.openAgent}</Go>
    ) : (
      <ResumeRun runId={target} />
    ),
  decide: () => null,
  sub_agents: ({ runId }) => <Go href={runHref(runId)}>{words.common.openRun}</Go>,
  held: () => null,
  place: () => null,
  provider: ({ provider }) => <ResumeProvider provider={provider} />,
  retry: () => null,
  read: ({ conversation }) => <Go href={chatHref(conversation)}>{words.queue.advice.read}</Go>,
  check_channel: () => <Go href="/channels">{words.queue.advice.openChannels}</Go>,
};

export function Advice({ story }: { story: Story }) {
  const { advice } = story;
  if (advice == null || !Object.hasOwn(ACTS, advice.code)) {
    const { next } = describeWhy(story);
    return next === null ? null : <Said text={next} />;
  }
  const act = ACTS[advice.code] as (fact: Fact) => ReactNode;
  const text = [stepOf(advice), sentenceOf(advice)].filter((part) => part !== "").join(" ");
  return (
    <>
      {text !== "" && <Said text={text} />}
      {act(advice)}
    </>
  );
}

function Said({ text }: { text: string }) {
  return (
    <p className="break-words text-n-8">
      <WithCode text={text} />
    </p>
  );
}

/** What a person can do about the cause, before anything else. */
function stepOf(fact: Fact): string {
  return fact.code === "retry" || fact.code === "provider" ? (stepText(fact, words.views) ?? "") : "";
}

function sentenceOf(fact: Fact): string {
  const say = words.queue.advice.sentences;
  // A dead letter has its button; that of a sub-agent only when its graph has ended.
  if (fact.code === "retry") return fact.subAgent?.isOpen === true ? say.retry : "";
  return say[fact.code];
}

function Go({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className={`${buttonClass("plain", "s")} w-max`}>
      {children}
    </Link>
  );
}

function ResumeRun({ runId }: { runId: string }) {
  const act = useResumeRun();
  return (
    <Do act={act} onClick={() => act.mutate(runId)}>
      {words.queue.advice.resume}
    </Do>
  );
}

function ResumeProvider({ provider }: { provider: string }) {
  const act = useResumeProvider();
  return (
    <Do act={act} onClick={() => act.mutate(provider)}>
      {words.queue.advice.tryNow}
    </Do>
  );
}

function Do(props: {
  act: { isPending: boolean; error: Error | null };
  onClick: () => void;
  children: ReactNode;
}) {
  const { act, onClick, children } = props;
  return (
    <>
      <Button size="s" className="w-max" disabled={act.isPending} onClick={onClick}>
        {children}
      </Button>
      {act.error && (
        <p role="alert" className="text-12 break-words text-failed">
          {toWords(act.error)}
        </p>
      )}
    </>
  );
}
