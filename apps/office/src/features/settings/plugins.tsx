/** Plugins of this home: what runs, why not, and the approval of exactly what is shown. */
"use client";
import type { PluginView } from "@tinyagi/contracts";
import { sayPluginStep, sayWhy } from "@tinyagi/views";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { size } from "../../lib/figures";
import { toReason } from "../../lib/format/reason";
import { oneLine, visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { type State, StateMark } from "../../ui/glyph";
import { Empty, Reading, Trouble } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { useAllowPlugin, useDenyPlugin, usePluginFiles, usePlugins } from "./queries";

const STATES: Readonly<Record<PluginView["state"], State>> = {
  loaded: "done",
  disabled: "failed",
  failed: "failed",
  refused: "failed",
  restart_needed: "waiting",
  not_allowed: "waiting",
  changed: "waiting",
};

export function Plugins() {
  const plugins = usePlugins();
  if (plugins.error !== null && plugins.data === undefined)
    return <Trouble text={toWords(plugins.error)} retry={() => void plugins.refetch()} />;
  if (plugins.data?.length === 0)
    return (
      <Empty title={words.settings.plugins.emptyTitle} text={words.settings.plugins.emptyText}>
        <Terminal commands={["tinyagi plugin list"]} />
      </Empty>
    );
  if (plugins.data === undefined) return <Reading />;
  return (
    <section aria-label={words.settings.tabs.plugins} className="max-w-[880px] py-2">
      <ul>
        {plugins.data.map((plugin) => (
          <Plugin key={plugin.name} plugin={plugin} />
        ))}
      </ul>
      <Terminal commands={["tinyagi plugin list"]} />
    </section>
  );
}

function Plugin({ plugin }: { plugin: PluginView }) {
  const { name, state, files, bytes, hooks, digest, allowedDigest } = plugin;
  const [isAsking, setAsking] = useState(false);
  const deny = useDenyPlugin(name);
  const isAllowed = allowedDigest !== null && allowedDigest === digest;
  return (
    <li className="border-b border-n-3 py-3 text-13">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="min-w-0 grow basis-56">
          <b className="block font-semibold break-all text-n-10">{oneLine(name, 64)}</b>
          <span className="block text-12 text-n-7">
            {words.settings.plugins.size(files, size(bytes), oneLine(hooks.join(", "), 100))}
          </span>
        </span>
        <StateMark state={STATES[state]} word={words.settings.plugins.states[state]} />
        {isAllowed ? (
          <Button
            size="s"
            aria-label={words.settings.plugins.denyNamed(name)}
            disabled={deny.isPending}
            onClick={() => deny.mutate()}
          >
            {words.settings.plugins.deny}
          </Button>
        ) : (
          <Button
            size="s"
            aria-label={words.settings.plugins.approveNamed(name)}
            disabled={digest === null}
            onClick={() => setAsking(true)}
          >
            {words.settings.plugins.approve}
          </Button>
        )}
      </div>
      {[sayWhy(plugin, words.views), plugin.lastError, sayPluginStep(plugin, words.views)].map(
        (text) =>
          text !== null && (
            <p key={text} className="mt-1 text-12 break-words text-n-7">
              {oneLine(toReason(text), 300)}
            </p>
          ),
      )}
      {deny.error && (
        <p role="alert" className="mt-1 text-12 text-failed">
          {toWords(deny.error)}
        </p>
      )}
      <Terminal
        commands={[`tinyagi plugin show ${name}`, `tinyagi plugin ${isAllowed ? "deny" : "allow"} ${name}`]}
      />
      {isAsking && <Approval name={name} onClose={() => setAsking(false)} />}
    </li>
  );
}

/** What would run, before it is approved. */
function Approval({ name, onClose }: { name: string; onClose: () => void }) {
  const files = usePluginFiles(name);
  const allow = useAllowPlugin(name);
  const digest = files.data?.digest;
  const title = words.settings.plugins.approveTitle(oneLine(name, 64));
  return (
    <Dialog label={title} place="sheet" onClose={onClose}>
      <div className="grid max-h-[80dvh] grid-cols-[minmax(0,1fr)] gap-3 overflow-auto p-6 text-13">
        <h2 className="text-20 font-bold tracking-tight break-words text-n-10">{title}</h2>
        <p className="text-n-7">{words.settings.plugins.approveText}</p>
        {(files.error ?? allow.error) && (
          <p role="alert" className="text-failed">
            {toWords(files.error ?? allow.error)}
          </p>
        )}
        <ul className="font-mono text-12">
          {files.data?.fileList.map(({ path, size }) => (
            <li key={path} className="flex gap-3 py-0.5">
              <span className="min-w-0 grow break-all">{visible(path)}</span>
              <span className="text-n-7">{size} B</span>
            </li>
          ))}
        </ul>
        {digest && <code className="text-11 break-all text-n-7">{digest}</code>}
        <Terminal commands={[`tinyagi plugin allow ${name}`]} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button
            kind="go"
            disabled={!digest || allow.isPending}
            onClick={() => digest && allow.mutate(digest, { onSuccess: onClose })}
          >
            {words.settings.plugins.approve}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
