/** Tokens of channels that run elsewhere: how to make one, which exist, and their end. */
"use client";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { TimeChip } from "../../ui/chips";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { CopyCommand } from "../../ui/copy-command";
import { Trouble } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { type Token, useRevokeToken, useTokens } from "./queries";

export function Tokens() {
  const tokens = useTokens();
  return (
    <section aria-label={words.settings.tabs.tokens} className="grid max-w-[880px] gap-4 py-4 text-13">
      <p className="text-n-7">{words.settings.tokens.text}</p>
      <NewToken />
      {tokens.error !== null && tokens.data === undefined && (
        <Trouble text={toWords(tokens.error)} retry={() => void tokens.refetch()} />
      )}
      {tokens.data?.length === 0 && <p className="text-n-7">{words.settings.tokens.none}</p>}
      <ul>
        {tokens.data?.map((token) => (
          <One key={token.id} token={token} />
        ))}
      </ul>
    </section>
  );
}

/** A credential outlives every session, so a page cannot obtain one: the command prints it, once. */
function NewToken() {
  const [channel, setChannel] = useState("");
  const command = `tinyagi token create --channel ${channel.trim() || "my-channel"}`;
  return (
    <div className="grid gap-2 rounded-m border border-n-4 p-4">
      <h2 className="text-14 font-semibold text-n-10">{words.settings.tokens.new}</h2>
      <p className="text-n-7">{words.settings.tokens.newText}</p>
      <label className="grid gap-1">
        <span className="font-medium text-n-10">{words.settings.tokens.channel}</span>
        <input
          value={channel}
          maxLength={32}
          autoComplete="off"
          placeholder="my-channel"
          onChange={(event) => setChannel(event.target.value.toLowerCase().replace(/[^a-z0-9_-]/g, "-"))}
          className="h-8 w-56 rounded-s border border-n-5 bg-n-0 px-2.5 font-mono placeholder:text-n-7 max-md:h-11 max-md:w-full max-md:text-16"
        />
      </label>
      <CopyCommand command={command} />
    </div>
  );
}

function One({ token: { id, channel, createdAt, lastUsedAt } }: { token: Token }) {
  const revoke = useRevokeToken();
  const [isAsking, setAsking] = useState(false);
  return (
    <li className="border-b border-n-3 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 grow">
          <b className="block font-medium break-all text-n-10">{oneLine(channel, 64)}</b>
          <span className="flex flex-wrap gap-x-2 text-12 text-n-7">
            <code className="break-all">{id}</code>
            <span>
              {words.settings.tokens.made} <TimeChip at={createdAt} ago />
            </span>
            <span>
              {lastUsedAt === null ? (
                words.settings.tokens.neverUsed
              ) : (
                <>
                  {words.settings.tokens.used} <TimeChip at={lastUsedAt} ago />
                </>
              )}
            </span>
          </span>
        </span>
        <Button
          size="s"
          kind="risk"
          aria-label={words.settings.tokens.revokeNamed(channel)}
          onClick={() => setAsking(true)}
        >
          {words.settings.tokens.revoke}
        </Button>
      </div>
      {revoke.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(revoke.error)}
        </p>
      )}
      <Terminal commands={[`tinyagi token revoke ${id}`]} />
      {isAsking && (
        <ConfirmDialog
          title={words.settings.tokens.revokeTitle}
          text={words.settings.tokens.revokeText(oneLine(channel, 64))}
          verb={words.settings.tokens.revoke}
          onConfirm={() => revoke.mutate(id)}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
