/** A bot token: the platform is asked about it at once, and only a token that it accepts can be saved. */
"use client";
import type { ChannelStatus } from "@tinyagi/contracts";
import { type FormEvent, useEffect, useState } from "react";
import { wordsOf } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { StateMark } from "../../ui/glyph";
import { showToast } from "../../ui/toast";
import { nameOfChannel } from "./channel-state";
import { useCheckToken, useConnect } from "./queries";

/** Shorter texts are still being typed. */
const TOKEN_MIN = 16;
/** After the last key. */
const PAUSE_MS = 500;

interface Props {
  channel: ChannelStatus;
  looksLike: string;
  onSaved: () => void;
}

export function TokenForm({ channel, looksLike, onSaved }: Props) {
  const [token, setToken] = useState("");
  const { mutate: check, ...checked } = useCheckToken(channel.id);
  const connect = useConnect(channel);
  const name = nameOfChannel(channel.id);
  const value = token.trim();
  const isReady = value.length >= TOKEN_MIN;
  useEffect(() => {
    if (!isReady) return;
    const timer = setTimeout(() => check(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value, isReady, check]);
  const isAnswered = checked.variables === value && !checked.isPending;
  const isAccepted = isReady && isAnswered && checked.isSuccess;
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isAccepted) return;
    connect.mutate(
      { set: { key: "bot_token", value } },
      {
        onSuccess: () => {
          setToken("");
          showToast(words.channels.token.saved(name));
          onSaved();
        },
      },
    );
  }
  return (
    <form className="mt-4 grid gap-2 border-t border-n-3 pt-4" onSubmit={submit}>
      <label htmlFor="bot-token" className="text-13 font-medium text-n-10">
        {words.channels.token.label}
      </label>
      <input
        id="bot-token"
        type="password"
        value={token}
        maxLength={10_000}
        autoComplete="off"
        spellCheck={false}
        placeholder={looksLike}
        aria-describedby="bot-token-answer"
        onChange={(event) => setToken(event.target.value)}
        className="h-9 w-full rounded-s border border-n-5 bg-n-0 px-2.5 font-mono text-13 placeholder:text-n-7 max-md:h-11 max-md:text-16"
      />
      <p id="bot-token-answer" role="status" className="text-12 break-words text-n-7">
        {!isReady ? (
          words.channels.token.help(name)
        ) : isAccepted ? (
          <StateMark
            state="done"
            word={words.channels.token.answers(name, oneLine(checked.data.account, 60))}
          />
        ) : isAnswered && checked.error ? (
          <>
            <span className="text-failed">{oneLine(wordsOf(checked.error), 300)}</span>{" "}
            <Button size="s" onClick={() => check(value)}>
              {words.common.tryAgain}
            </Button>
          </>
        ) : (
          words.channels.token.asking(name)
        )}
      </p>
      {connect.error && (
        <p role="alert" className="text-12 text-failed">
          {wordsOf(connect.error)}
        </p>
      )}
      <div className="flex items-center gap-3">
        <Button type="submit" kind="go" disabled={!isAccepted || connect.isPending}>
          {words.channels.token.use}
        </Button>
        <span className="text-12 text-n-7">{words.channels.token.kept}</span>
      </div>
      {channel.reason !== undefined && channel.state === "failed" && (
        <p className="text-12 break-words text-failed">{oneLine(channel.reason, 300)}</p>
      )}
    </form>
  );
}
