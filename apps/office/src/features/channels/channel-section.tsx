/** One channel: its true state, why, and what to do now. */
"use client";
import type { ChannelStatus } from "@tinyagi/contracts";
import { useState } from "react";
import { wordsOf } from "../../lib/api";
import { useNow } from "../../lib/clock";
import { count, oneLine } from "../../lib/format/text";
import { absolute, span } from "../../lib/format/time";
import { Button } from "../../ui/button";
import { CHANNEL_ICONS } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Icon } from "../../ui/icon";
import { Terminal } from "../../ui/terminal";
import { ConfirmDialog } from "../agents/confirm-dialog";
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
        <Icon name={CHANNEL_ICONS[id] ?? "channel"} />
        <h2 className="text-16 font-bold tracking-tight text-n-10">{name}</h2>
        <StateMark state={state} word={word} />
        {account !== undefined && (
          <span className="min-w-0 truncate font-mono text-12 text-n-7">{oneLine(account, 60)}</span>
        )}
        <span className="ml-auto flex flex-wrap gap-1.5">
          <Actions channel={channel} onAct={act.mutate} isBusy={act.isPending} />
          <Button size="s" onClick={onOpen} aria-label={`Set up ${name}`}>
            Set up
          </Button>
        </span>
      </div>
      <Line channel={channel} />
      {channel.state === "login" && <LoginCode channel={channel} />}
      {channel.state === "connected" && <TestMessage id={id} />}
      {act.error && (
        <p role="alert" className="mt-2 text-12 text-failed">
          {wordsOf(act.error)}
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
function Line({ channel: { state, since, reason, waiting, nextStartAt } }: { channel: ChannelStatus }) {
  const now = useNow();
  const waits =
    waiting === 0 ? "No reply waits." : `${count(waiting, "reply waits", "replies wait")} for it.`;
  const text = reason === undefined ? undefined : oneLine(reason, 400);
  if (state === "failed" || state === "crashed")
    return (
      <p className="mt-3 rounded-s bg-failed-soft px-3.5 py-3 text-13 break-words text-n-9">
        <b className="font-semibold text-failed">
          {state === "failed" ? "It stopped, and no retry can help." : "Its process ended."}
        </b>{" "}
        {text ?? "No reason was given."}{" "}
        {nextStartAt !== undefined &&
          (nextStartAt > now ? `It starts again in ${span(nextStartAt - now)}. ` : "It starts again now. ")}
        {waits}
      </p>
    );
  return (
    <p className="mt-1 max-w-[66ch] text-13 break-words text-n-7">
      {state !== "starting" && (
        <time dateTime={new Date(since).toISOString()} title={absolute(since)}>
          {state === "connected" ? "Without a break for" : "For"} {spanWords(now - since)}.{" "}
        </time>
      )}
      {text !== undefined && `${text} `}
      {waits}
    </p>
  );
}

function spanWords(ms: number): string {
  const text = span(ms);
  return text === "now" ? "a few seconds" : text;
}

function Actions(props: { channel: ChannelStatus; onAct: (act: ChannelAct) => void; isBusy: boolean }) {
  const { channel, onAct, isBusy } = props;
  const [isAsking, setAsking] = useState(false);
  const name = nameOfChannel(channel.id);
  const isUp = channel.state !== "stopped" && channel.state !== "failed";
  const acts: readonly [ChannelAct, string][] = isUp
    ? [
        ["restart", "Restart"],
        ["stop", "Stop"],
      ]
    : [["start", "Start"]];
  return (
    <>
      {acts.map(([act, verb]) => (
        <Button
          key={act}
          size="s"
          kind={act === "start" ? "plain" : "bare"}
          disabled={isBusy}
          aria-label={`${verb} ${name}`}
          onClick={() => onAct(act)}
        >
          {verb}
        </Button>
      ))}
      <Button
        size="s"
        kind="bare"
        disabled={isBusy}
        aria-label={`Reset ${name}`}
        onClick={() => setAsking(true)}
      >
        Reset
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={`Reset ${name}?`}
          text="It stops, and what it stored is deleted. WhatsApp must be linked again. Settings, people and replies stay."
          verb="Reset"
          onConfirm={() => onAct("reset")}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
