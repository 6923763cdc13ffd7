/** An account that is linked by a code of the phone: WhatsApp. */
"use client";
import type { ChannelStatus } from "@tinyagi/contracts";
import { type FormEvent, useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { nameOfChannel } from "./channel-state";
import { LoginCode } from "./login-code";
import { useConnect } from "./queries";

export function LinkForm({ channel }: { channel: ChannelStatus }) {
  const connect = useConnect(channel);
  const [number, setNumber] = useState("");
  const name = nameOfChannel(channel.id);
  if (channel.state === "login") return <LoginCode channel={channel} />;
  if (channel.state === "starting")
    return <p className="text-13 text-n-7">{words.channels.link.asked(name)}</p>;
  function submit(event: FormEvent): void {
    event.preventDefault();
    const value = number.trim();
    connect.mutate(value === "" ? {} : { set: { phone_number: value } });
  }
  return (
    <form className="grid gap-3 text-13" onSubmit={submit}>
      <h3 className="text-16 font-bold tracking-tight text-n-10">{words.channels.link.title}</h3>
      <p>{words.channels.link.text(name)}</p>
      <p className="text-n-7">
        {words.channels.link.package}{" "}
        <code className="text-n-10">npm install -g @tinyagi/channel-whatsapp</code>
      </p>
      <label className="grid gap-1">
        <span className="font-medium text-n-10">{words.channels.link.number}</span>
        <input
          value={number}
          inputMode="tel"
          maxLength={24}
          autoComplete="off"
          placeholder="+49 155 50000000"
          onChange={(event) => setNumber(event.target.value)}
          className="h-9 rounded-s border border-n-5 bg-n-0 px-2.5 font-mono placeholder:text-n-7 max-md:h-11 max-md:text-16"
        />
        <span className="text-12 text-n-7">{words.channels.link.numberText}</span>
      </label>
      {(connect.error || channel.reason !== undefined) && (
        <p role="alert" className="text-12 break-words text-failed">
          {connect.error ? toWords(connect.error) : oneLine(channel.reason ?? "", 400)}
        </p>
      )}
      <Button type="submit" kind="go" className="justify-self-start" disabled={connect.isPending}>
        {words.channels.link.show}
      </Button>
    </form>
  );
}
