/** One channel: its true state, why, and what to do now. */
"use client";
import type { ChannelStatus } from "@tinyagi/contracts";
import { parsePlatform } from "@tinyagi/contracts";
import { asSentence, sayWhy } from "@tinyagi/views";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { useNow } from "../../lib/clock";
import { absolute, age, span } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { CHANNEL_ICONS } from "../../ui/chips";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { StateMark } from "../../ui/glyph";
import { Icon } from "../../ui/icon";
import { Terminal } from "../../ui/terminal";
import { nameOfChannel, shownState } from "./channel-state";
import { LoginCode } from "./login-code";
import { type ChannelAct, useChannelAct } from "./queries";
import { TestMessage } from "./test-message";

interface Props {
  channel: ChannelStatus;
  isCurrent: boolean;
  onOpen: () => void;
}

export function ChannelSection({ channel, isCurrent, onOpen }: Props) {
  const { id, account } = channel;
  const name = nameOfChannel(id);
  const { state, word } = shownState(channel);
  const act = useChannelAct(id);
  return (
    <section
      aria-label={name}
      className={`border-b border-n-4 px-4 py-5 md:px-8 ${isCurrent ? "shadow-[inset_4px_0_var(--accent),inset_5px_0_var(--accent-line)]" : ""}`}
    >
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-2">
        <Icon name={CHANNEL_ICONS[parsePlatform(id)] ?? "channel"} />
        <h2 className="text-16 font-bold tracking-tight text-n-10">{name}</h2>
        <StateMark state={state} word={word} />
        {account !== undefined && (
          <span className="min-w-0 truncate font-mono text-12 text-n-7">{oneLine(account, 60)}</span>
        )}
        <span className="ml-auto flex flex-wrap gap-1.5">
          <Actions channel={channel} onAct={act.mutate} isBusy={act.isPending} />
          <Button size="s" onClick={onOpen} aria-label={words.channels.setUpNamed(name)}>
            {words.channels.setUp}
          </Button>
        </span>
      </div>
      <Line channel={channel} />
      {channel.state === "login" && <LoginCode channel={channel} />}
      {channel.state === "connected" && <TestMessage id={id} />}
      {act.error && (
        <p role="alert" className="mt-2 text-12 text-failed">
          {toWords(act.error)}
        </p>
      )}
      <Terminal
        commands={[
          "tinyagi channel status",
          `tinyagi channel restart ${id}`,
          channel.running ? `tinyagi channel stop ${id}` : `tinyagi channel start ${id}`,
          `tinyagi channel reset ${id}`,
        ]}
      />
    </section>
  );
}

/** What is so, since when, and why. A reason comes from the platform: it is text. */
function Line({ channel }: { channel: ChannelStatus }) {
  const { state, since, waiting, nextStartAt } = channel;
  const reason = sayWhy({ reason: channel.reason, why: channel.why }, words.views);
  const now = useNow();
  const waits = waiting === 0 ? words.channels.noReplyWaits : words.channels.waitFor(waiting);
  const text = reason === undefined ? undefined : oneLine(reason, 400);
  if (state === "failed" || state === "crashed")
    return (
      <p className="mt-3 rounded-s bg-failed-soft px-3.5 py-3 text-13 break-words text-n-9">
        <b className="font-semibold text-failed">
          {state === "failed" ? words.channels.trouble.stopped : words.channels.trouble.ended}
        </b>{" "}
        {text ?? words.channels.trouble.noReason}{" "}
        {nextStartAt !== undefined &&
          (nextStartAt > now
            ? words.channels.trouble.startsIn(age(nextStartAt - now))
            : words.channels.trouble.startsNow)}
        {waits}
      </p>
    );
  return (
    <p className="mt-1 max-w-[66ch] text-13 break-words text-n-7">
      {state !== "starting" && (
        <time dateTime={new Date(since).toISOString()} title={absolute(since)}>
          {words.channels.since(spanWords(now - since), state === "connected")}{" "}
        </time>
      )}
      {text !== undefined && `${asSentence(text)} `}
      {waits}
    </p>
  );
}

function spanWords(ms: number): string {
  return ms < 10_000 ? words.channels.aFewSeconds : span(ms);
}

function Actions(props: { channel: ChannelStatus; onAct: (act: ChannelAct) => void; isBusy: boolean }) {
  const { channel, onAct, isBusy } = props;
  const [isAsking, setAsking] = useState(false);
  const name = nameOfChannel(channel.id);
  const isUp = channel.state !== "stopped" && channel.state !== "failed";
  const acts: readonly ChannelAct[] = isUp ? ["restart", "stop"] : ["start"];
  return (
    <>
      {acts.map((act) => (
        <Button
          key={act}
          size="s"
          kind={act === "start" ? "plain" : "bare"}
          disabled={isBusy}
          aria-label={words.channels.actNamed(words.channels.acts[act], name)}
          onClick={() => onAct(act)}
        >
          {words.channels.acts[act]}
        </Button>
      ))}
      <Button
        size="s"
        kind="bare"
        disabled={isBusy}
        aria-label={words.channels.resetNamed(name)}
        onClick={() => setAsking(true)}
      >
        {words.channels.acts.reset}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={words.channels.resetTitle(name)}
          text={words.channels.resetText}
          verb={words.channels.acts.reset}
          onConfirm={() => onAct("reset")}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
