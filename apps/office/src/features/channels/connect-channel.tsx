/** The way to a connected channel: a token or a code, the person who may write, a hello that arrives. */
"use client";
import { type ChannelStatus, howToReach, parsePlatform } from "@tinyagi/contracts";
import { useState } from "react";
import { oneLine } from "../../lib/format/text";
import { usePairings } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { StateMark } from "../../ui/glyph";
import { isUsed, nameOfChannel, type Step, toStep } from "./channel-state";
import { LinkForm } from "./link-form";
import { Rich, Steps } from "./steps";
import { Strangers } from "./strangers";
import { TestMessage } from "./test-message";
import { TokenForm } from "./token-form";

const STEPS: readonly Step[] = ["token", "people", "hello"];

function nameOf(step: Step): string {
  const { connect, whoMay, sayHello } = words.channels;
  return { token: connect, people: whoMay, hello: sayHello }[step];
}

export function ConnectChannel({ channel }: { channel: ChannelStatus }) {
  const pairings = usePairings().data;
  const [isChanging, setChanging] = useState(false);
  const steps = words.channels.guide(channel.id);
  const hasPerson =
    pairings?.approved.some((person) => person.channel === parsePlatform(channel.id)) ?? false;
  const step = toStep(channel, hasPerson);
  if (steps === undefined) return <p className="text-13 text-n-7">{words.channels.elsewhere}</p>;
  if (step === "token" || isChanging)
    return (
      <>
        <Progress step="token" />
        {steps.token === undefined ? (
          <LinkForm channel={channel} />
        ) : (
          <>
            <h3 className="text-16 font-bold tracking-tight text-n-10">{words.channels.getToken}</h3>
            <div className="mt-2">
              <Steps steps={steps.token.steps} />
            </div>
            <TokenForm
              channel={channel}
              token={steps.token}
              values={steps.values ?? []}
              onSaved={() => setChanging(false)}
            />
          </>
        )}
      </>
    );
  const strangers = pairings?.pending.filter((sender) => sender.channel === parsePlatform(channel.id)) ?? [];
  return (
    <>
      <Progress step={step} />
      <p className="flex flex-wrap items-center gap-2 text-13">
        <StateMark state="done" word={words.views.channels.states.connected} />
        <b className="font-mono text-12 font-semibold break-all text-n-10">
          {oneLine(channel.account ?? "", 60)}
        </b>
      </p>
      <p className="mt-2 text-13 break-words">
        <Rich text={howToReach(steps, oneLine(channel.account ?? nameOfChannel(channel.id), 60))} />
        {step === "people" && words.channels.yourCode}
      </p>
      <Strangers senders={strangers} isBare />
      {step === "hello" && <TestMessage id={channel.id} withCommand />}
      {steps.token !== undefined && isUsed(channel) && (
        <Button size="s" kind="bare" className="mt-3" onClick={() => setChanging(true)}>
          {words.channels.otherToken}
        </Button>
      )}
    </>
  );
}

function Progress({ step }: { step: Step }) {
  const at = STEPS.indexOf(step);
  return (
    <ol className="mb-5 flex gap-1" aria-label={words.channels.steps}>
      {STEPS.map((key, i) => (
        <li
          key={key}
          aria-current={key === step ? "step" : undefined}
          className={`flex-1 border-t-4 pt-2 text-11 ${i < at ? "border-n-10 text-n-9" : i === at ? "border-accent font-semibold text-n-10" : "border-n-4 text-n-7"}`}
        >
          {nameOf(key)}
        </li>
      ))}
    </ol>
  );
}
