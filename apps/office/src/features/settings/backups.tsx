/** Backups of the home. They stay on the machine of the daemon, because they contain keys. */
"use client";
import { sayWhy } from "@tinyagi/views";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { size } from "../../lib/figures";
import { quoted } from "../../lib/format/shell";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { TimeChip } from "../../ui/chips";
import { CopyCommand } from "../../ui/copy-command";
import { StateMark } from "../../ui/glyph";
import { Trouble } from "../../ui/region";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { WithCode } from "../../ui/with-code";
import { type NewBackup, useBackups, useCreateBackup, type WorkspaceMode } from "./queries";

const MODES = ["memory", "all", "none"] as const satisfies readonly WorkspaceMode[];

export function Backups() {
  const backups = useBackups();
  const create = useCreateBackup();
  const [mode, setMode] = useState<WorkspaceMode>("memory");
  return (
    <section aria-label={words.settings.tabs.backups} className="grid max-w-[880px] gap-4 py-4 text-13">
      <p className="text-n-7">
        <WithCode text={words.settings.backups.text} />
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <Select
          label={words.settings.backups.contains}
          options={MODES.map((value) => ({ value, name: words.settings.backups.modes[value] }))}
          value={mode}
          onChange={(event) => setMode(MODES.find((value) => value === event.target.value) ?? "memory")}
        />
        <Button kind="go" disabled={create.isPending} onClick={() => create.mutate(mode)}>
          {create.isPending ? words.settings.backups.busy : words.settings.backups.now}
        </Button>
      </div>
      {create.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(create.error)}
        </p>
      )}
      {create.data !== undefined && <Made backup={create.data} />}
      <Terminal commands={[`tinyagi backup --workspaces ${mode}`]} />
      {backups.error !== null && backups.data === undefined && (
        <Trouble text={toWords(backups.error)} retry={() => void backups.refetch()} />
      )}
      {backups.data?.length === 0 && <p className="text-n-7">{words.settings.backups.none}</p>}
      <ul>
        {backups.data?.map(({ name, path, bytes, createdAt }) => (
          <li key={name} className="border-b border-n-3 py-2.5">
            <b className="font-medium break-all text-n-10">{visible(name)}</b>
            <span className="flex flex-wrap gap-x-3 text-12 text-n-7">
              <TimeChip at={createdAt} ago />
              <span className="font-mono">{size(bytes)}</span>
            </span>
            <span className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1">
              <CopyCommand command={`tinyagi stop && tinyagi restore ${quoted(path)}`} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What could not be saved is named: a backup that lacks something says so. */
function Made({ backup: { name, leftOut } }: { backup: NewBackup }) {
  if (leftOut.count === 0)
    return (
      <p role="status">
        <StateMark state="done" word={words.settings.backups.saved(visible(name))} />
      </p>
    );
  return (
    <div role="alert" className="rounded-s bg-waiting-soft px-3 py-2">
      <p className="text-n-10">{words.settings.backups.leftOut(visible(name), leftOut.count)}</p>
      <ul className="font-mono text-12">
        {leftOut.files.map(({ path, ...left }) => (
          <li key={path} className="break-all">
            {visible(path)}: {visible(sayWhy(left, words.views))}
          </li>
        ))}
      </ul>
    </div>
  );
}
