/** The code that links an account, and what to do with it on the phone. A new code takes its place by itself. */
"use client";
import type { ChannelStatus } from "@tinyagi/contracts";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { QrCode } from "../../ui/qr-code";
import { copyText } from "../../ui/terminal";
import { Steps } from "./steps";

export function LoginCode({ channel: { id, login } }: { channel: ChannelStatus }) {
  const steps = words.channels.guide(id)?.link ?? [];
  if (login === undefined) return <p className="mt-3 text-13 text-n-7">{words.channels.link.soon}</p>;
  const { qr, code } = login;
  return (
    <div className="mt-4 grid items-start gap-x-7 gap-y-4 md:grid-cols-[208px_minmax(0,1fr)]">
      {qr !== undefined && (
        <div className="w-[232px] max-md:justify-self-center md:w-full">
          <QrCode text={qr} label={words.channels.link.qr} />
          <p className="mt-1.5 text-12 text-n-7">{words.channels.link.expires}</p>
        </div>
      )}
      <div>
        <Steps steps={steps} />
        {code !== undefined && (
          <div className="mt-3.5 flex items-center gap-3 border-t border-n-3 pt-3.5">
            <p className="grow">
              <b className="block font-mono text-20 font-semibold tracking-wider text-n-10">{code}</b>
              <span className="text-12 text-n-7">{words.channels.link.noCamera}</span>
            </p>
            <Button size="s" onClick={() => void copyText(code)}>
              {words.channels.copy}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
