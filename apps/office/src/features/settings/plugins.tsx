/** Plugins of this home: what runs, why not, and the approval of exactly what is shown. */
"use client";
import type { PluginView } from "@tinyagi/contracts";
import { useState } from "react";
import { wordsOf } from "../../lib/api";
import { count, oneLine, visible } from "../../lib/format/text";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { type State, StateMark } from "../../ui/glyph";
import { Empty, Trouble } from "../../ui/region";
import { copyText, Terminal } from "../../ui/terminal";
import { useDenyPlugin, usePluginFiles, usePlugins } from "./queries";

const STATES: Readonly<Record<PluginView["state"], { state: State; word: string }>> = {
  loaded: { state: "done", word: "Runs" },
  disabled: { state: "failed", word: "Switched off" },
  failed: { state: "failed", word: "Failed" },
  restart_needed: { state: "waiting", word: "Runs after a restart" },
  not_allowed: { state: "waiting", word: "Not approved" },
  changed: { state: "waiting", word: "Changed" },
  refused: { state: "failed", word: "Refused" },
};

export function Plugins() {
  const plugins = usePlugins();
  if (plugins.error !== null && plugins.data === undefined)
    return <Trouble text={wordsOf(plugins.error)} retry={() => void plugins.refetch()} />;
  if (plugins.data?.length === 0)
    return (
      <Empty
        title="No plugins"
        text="A plugin is a folder in the plugins folder of the home. It runs only after you approve it, and approval covers its exact files."
      />
    );
  return (
    <section aria-label="Plugins" className="max-w-[880px] py-2">
      <ul>
        {plugins.data?.map((plugin) => (
          <Plugin key={plugin.name} plugin={plugin} />
        ))}
      </ul>
      <Terminal commands={["tinyagi plugin list"]} />
    </section>
  );
}

function Plugin({ plugin }: { plugin: PluginView }) {
  const { name, state, reason, hint, files, bytes, hooks, digest, allowedDigest } = plugin;
  const [isAsking, setAsking] = useState(false);
  const deny = useDenyPlugin(name);
  const isAllowed = allowedDigest !== null && allowedDigest === digest;
  const { state: mark, word } = STATES[state];
  return (
    <li className="border-b border-n-3 py-3 text-13">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="min-w-0 grow basis-56">
          <b className="block font-semibold break-all text-n-10">{oneLine(name, 64)}</b>
          <span className="block text-12 text-n-7">
            {count(files, "file")}, {Math.ceil(bytes / 1_024)} KiB
            {hooks.length > 0 && `. Hooks: ${oneLine(hooks.join(", "), 100)}`}
          </span>
        </span>
        <StateMark state={mark} word={word} />
        {isAllowed ? (
          <Button
            size="s"
            aria-label={`Deny ${name}`}
            disabled={deny.isPending}
            onClick={() => deny.mutate()}
          >
            Deny
          </Button>
        ) : (
          <Button
            size="s"
            aria-label={`Approve ${name}`}
            disabled={digest === null}
            onClick={() => setAsking(true)}
          >
            Approve…
          </Button>
        )}
      </div>
      {[reason, plugin.lastError, hint].map(
        (text) =>
          text !== null && (
            <p key={text} className="mt-1 text-12 break-words text-n-7">
              {oneLine(text, 300)}
            </p>
          ),
      )}
      {deny.error && (
        <p role="alert" className="mt-1 text-12 text-failed">
          {wordsOf(deny.error)}
        </p>
      )}
      <Terminal
        commands={[`tinyagi plugin show ${name}`, `tinyagi plugin ${isAllowed ? "deny" : "allow"} ${name}`]}
      />
      {isAsking && <Approval name={name} onClose={() => setAsking(false)} />}
    </li>
  );
}

/** What would run, and the command that approves it. */
function Approval({ name, onClose }: { name: string; onClose: () => void }) {
  const files = usePluginFiles(name);
  const command = `tinyagi plugin allow ${name}`;
  return (
    <Dialog label={`Approve ${name}?`} place="sheet" onClose={onClose}>
      <div className="grid max-h-[80dvh] gap-3 overflow-auto p-6 text-13">
        <h2 className="text-20 font-bold tracking-tight break-all text-n-10">Approve {oneLine(name, 64)}?</h2>
        <p className="text-n-7">
          A plugin runs inside TinyAGI and can read everything, so no page can approve it. Read its files,
          then run the command on the machine of TinyAGI. Approval covers exactly these files.
        </p>
        {files.error && <p className="text-failed">{wordsOf(files.error)}</p>}
        <ul className="font-mono text-12">
          {files.data?.fileList.map(({ path, size }) => (
            <li key={path} className="flex gap-3 py-0.5">
              <span className="min-w-0 grow break-all">{visible(path)}</span>
              <span className="text-n-7">{size} B</span>
            </li>
          ))}
        </ul>
        {files.data?.digest && <code className="text-11 break-all text-n-7">{files.data.digest}</code>}
        <code className="rounded-xs bg-n-2 px-2 py-1 break-all text-n-10">{command}</code>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Close</Button>
          <Button kind="go" onClick={() => void copyText(command)}>
            Copy the command
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
