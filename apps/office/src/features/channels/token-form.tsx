/** A bot token, and what a channel needs besides: the platform is asked at once, and only what it accepts can be saved. */
"use client";
import type { ChannelStatus, ChannelSteps, ChannelValue } from "@tinyagi/contracts";
import { type FormEvent, useEffect, useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { StateMark } from "../../ui/glyph";
import { showToast } from "../../ui/toasts";
import { nameOfChannel } from "./channel-state";
import { type Entered, useCheckToken, useConnect } from "./queries";

/** Shorter texts are still being typed. */
const TOKEN_MIN = 16;
const PASSWORD_MIN = 4;
/** After the last key. */
const PAUSE_MS = 500;

interface Props {
  channel: ChannelStatus;
  token: NonNullable<ChannelSteps["token"]>;
  values: readonly ChannelValue[];
  onSaved: () => void;
}

export function TokenForm({ channel, token, values, onSaved }: Props) {
  const [entered, setEntered] = useState<Entered>({});
  const { mutate: check, ...checked } = useCheckToken(channel.id);
  const connect = useConnect(channel);
  const name = nameOfChannel(channel.id);
  const { key = "bot_token", label = words.channels.token.label, looksLike } = token;
  const fields: readonly ChannelValue[] = [...values, { key, label, looksLike, isSecret: true }];
  const given = Object.fromEntries(
    Object.entries(entered).flatMap(([field, text]) => (text.trim() === "" ? [] : [[field, text.trim()]])),
  );
  // The same text for the same values, so that only a change asks again.
  const asked = JSON.stringify(given);
  const isReady =
    (given[key] ?? "").length >= (key === "password" ? PASSWORD_MIN : TOKEN_MIN) &&
    values.every((value) => value.isOptional === true || given[value.key] !== undefined);
  useEffect(() => {
    if (!isReady) return;
    const timer = setTimeout(() => check(JSON.parse(asked)), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [asked, isReady, check]);
  const isAnswered = JSON.stringify(checked.variables) === asked && !checked.isPending;
  const isAccepted = isReady && isAnswered && checked.isSuccess;
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isAccepted) return;
    connect.mutate(
      { set: given },
      {
        onSuccess: () => {
          setEntered({});
          showToast(words.channels.token.saved(name));
          onSaved();
        },
      },
    );
  }
  return (
    <form className="mt-4 grid gap-2 border-t border-n-3 pt-4" onSubmit={submit}>
      {fields.map((field) => (
        <Field
          key={field.key}
          field={field}
          value={entered[field.key] ?? ""}
          onChange={(value) => setEntered({ ...entered, [field.key]: value })}
        />
      ))}
      <p id="bot-token-answer" role="status" className="text-12 break-words text-n-7">
        {isReady ? (
          <Answer
            name={name}
            account={isAccepted ? checked.data.account : undefined}
            error={isAnswered ? checked.error : null}
            onAgain={() => check(given)}
          />
        ) : (
          words.channels.token.help(name)
        )}
      </p>
      {connect.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(connect.error)}
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

/** What the platform says about the token. */
function Answer({
  name,
  account,
  error,
  onAgain,
}: {
  name: string;
  account: string | undefined;
  error: Error | null;
  onAgain: () => void;
}) {
  if (account !== undefined)
    return <StateMark state="done" word={words.channels.token.answers(name, oneLine(account, 60))} />;
  if (error === null) return words.channels.token.asking(name);
  return (
    <>
      <span className="text-failed">{oneLine(toWords(error), 300)}</span>{" "}
      <Button size="s" onClick={onAgain}>
        {words.common.tryAgain}
      </Button>
    </>
  );
}

interface FieldProps {
  field: ChannelValue;
  value: string;
  onChange: (value: string) => void;
}

function Field({ field: { key, label, looksLike, isSecret, isOptional }, value, onChange }: FieldProps) {
  const id = key.replaceAll("_", "-");
  return (
    <>
      <label htmlFor={id} className="text-13 font-medium text-n-10">
        {isOptional === true ? words.channels.token.optional(label) : label}
      </label>
      <input
        id={id}
        type={isSecret === true ? "password" : "text"}
        value={value}
        maxLength={10_000}
        autoComplete="off"
        spellCheck={false}
        placeholder={looksLike}
        aria-describedby="bot-token-answer"
        onChange={(event) => onChange(event.target.value)}
        className="h-9 w-full rounded-s border border-n-5 bg-n-0 px-2.5 font-mono text-13 placeholder:text-n-7 max-md:h-11 max-md:text-16"
      />
    </>
  );
}
