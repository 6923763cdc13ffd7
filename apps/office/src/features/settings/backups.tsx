/** Backups of the home. They stay on the machine of the daemon, because they contain keys. */
"use client";
import { useState } from "react";
import { wordsOf } from "../../lib/api";
import { count, visible } from "../../lib/format/text";
import { Button } from "../../ui/button";
import { TimeChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Trouble } from "../../ui/region";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { type NewBackup, useBackups, useCreateBackup, type WorkspaceMode } from "./queries";

const MODES = [
  { value: "memory", name: "With what defines the agents" },
  { value: "all", name: "With all files of the agents" },
  { value: "none", name: "Without files of the agents" },
] as const satisfies readonly { value: WorkspaceMode; name: string }[];
const MIB = 1_048_576;

export function Backups() {
  const backups = useBackups();
  const create = useCreateBackup();
  const [mode, setMode] = useState<WorkspaceMode>("memory");
  return (
    <section aria-label="Backups" className="grid max-w-[880px] gap-4 py-4 text-13">
      <p className="text-n-7">
        A backup holds settings, conversations and keys. TinyAGI keeps working meanwhile. To bring one back,
        stop TinyAGI and run the command below.
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <Select
          label="What it contains"
          options={MODES}
          value={mode}
          onChange={(event) =>
            setMode(MODES.find(({ value }) => value === event.target.value)?.value ?? "memory")
          }
        />
        <Button kind="go" disabled={create.isPending} onClick={() => create.mutate(mode)}>
          {create.isPending ? "Backing up…" : "Back up now"}
        </Button>
      </div>
      {create.error && (
        <p role="alert" className="text-12 text-failed">
          {wordsOf(create.error)}
        </p>
      )}
      {create.data !== undefined && <Made backup={create.data} />}
      <Terminal commands={[`tinyagi backup --workspaces ${mode}`, "tinyagi restore <file>"]} />
      {backups.error !== null && backups.data === undefined && (
        <Trouble text={wordsOf(backups.error)} retry={() => void backups.refetch()} />
      )}
      {backups.data?.length === 0 && <p className="text-n-7">No backup exists yet.</p>}
      <ul>
        {backups.data?.map(({ name, path, bytes, createdAt }) => (
          <li key={name} className="border-b border-n-3 py-2.5">
            <b className="font-medium break-all text-n-10">{visible(name)}</b>
            <span className="flex flex-wrap gap-x-3 text-12 text-n-7">
              <TimeChip at={createdAt} ago />
              <span className="font-mono">{(bytes / MIB).toFixed(1)} MiB</span>
              <code className="break-all">{visible(path)}</code>
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
        <StateMark state="done" word={`Saved as ${visible(name)}`} />
      </p>
    );
  return (
    <div role="alert" className="rounded-s bg-waiting-soft px-3 py-2">
      <p className="text-n-10">
        Saved as {visible(name)}. {count(leftOut.count, "file was", "files were")} left out:
      </p>
      <ul className="font-mono text-12">
        {leftOut.files.map(({ path, reason }) => (
          <li key={path} className="break-all">
            {visible(path)}: {visible(reason)}
          </li>
        ))}
      </ul>
    </div>
  );
}
