/** Public links to one version: who creates one sees it once, and can revoke it at any time. */
"use client";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { absolute } from "../../lib/figures";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { TimeChip } from "../../ui/chips";
import { Select } from "../../ui/select";
import { copyText } from "../../ui/terminal";
import { type Artifact, type ArtifactLink, useRevoke, useShare } from "./queries";

const DAYS = ["1", "7", "30", ""] as const;

export function Sharing({ artifact, links }: { artifact: Artifact; links: readonly ArtifactLink[] }) {
  const [days, setDays] = useState<string>("7");
  const share = useShare(artifact.id);
  if (artifact.bytes === null && links.length === 0) return null;
  return (
    <section aria-label={words.artifacts.links} className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <h2 className="font-semibold text-n-10">{words.artifacts.links}</h2>
      <p className="text-12 text-n-7">{words.artifacts.linksText}</p>
      {artifact.bytes !== null && (
        <div className="flex flex-wrap items-center gap-2">
          <Select
            label={words.artifacts.expires}
            value={days}
            options={DAYS.map((value) => ({ value, name: words.artifacts.days(Number(value)) }))}
            onChange={({ target }) => setDays(target.value)}
          />
          <Button
            disabled={share.isPending}
            onClick={() => share.mutate(days === "" ? undefined : Number(days))}
          >
            {words.artifacts.share}
          </Button>
        </div>
      )}
      {share.error !== null && (
        <p role="alert" className="text-12 text-failed">
          {toWords(share.error)}
        </p>
      )}
      {share.data !== undefined && <NewLink url={share.data} />}
      <ul>
        {links.map((link) => (
          <OneLink key={link.id} link={link} />
        ))}
      </ul>
    </section>
  );
}

function NewLink({ url }: { url: string }) {
  return (
    <div role="status" className="grid gap-1 rounded-s bg-n-2 px-3 py-2">
      <code className="text-12 break-all text-n-10">{url}</code>
      <span className="text-12 text-n-7">{words.artifacts.once}</span>
      <span>
        <Button onClick={() => void copyText(url)}>{words.artifacts.copy}</Button>
      </span>
    </div>
  );
}

function OneLink({ link }: { link: ArtifactLink }) {
  const revoke = useRevoke();
  const { id, createdBy, createdAt, expiresAt, revokedAt, works, opened } = link;
  const state = works ? "works" : revokedAt === null ? "expired" : "revoked";
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-n-3 py-1.5">
      <span className={works ? "text-n-10" : "text-n-7"}>{words.artifacts.states[state]}</span>
      <span className="text-12 text-n-7">
        {words.artifacts.by(visible(createdBy))} <TimeChip at={createdAt} ago />
      </span>
      {works && expiresAt !== null && (
        <span className="text-12 text-n-7">{words.artifacts.until(absolute(expiresAt))}</span>
      )}
      <span className="text-12 text-n-7">{words.artifacts.opened(opened)}</span>
      {works && (
        <Button disabled={revoke.isPending} onClick={() => revoke.mutate(id)}>
          {words.artifacts.revoke}
        </Button>
      )}
      {revoke.error !== null && (
        <span role="alert" className="text-12 text-failed">
          {toWords(revoke.error)}
        </span>
      )}
    </li>
  );
}
