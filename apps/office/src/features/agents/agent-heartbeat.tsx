/** The heartbeat of an agent: how often it is asked whether there is something to do, and in which words. */
"use client";
import type { HeartbeatState } from "@tinyagi/contracts";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { visible } from "../../lib/format/text";
import { chatHref } from "../../lib/hrefs";
import { forgetSaved } from "../../lib/kept";
import { useStored } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { TimeChip } from "../../ui/chips";
import { Link } from "../../ui/link";
import { Markdown } from "../../ui/markdown";
import { SaveFooter } from "../../ui/save-footer";
import { Segmented } from "../../ui/segmented";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toasts";
import { Unread } from "../../ui/unread";
import { DueTime } from "../schedules/times";
import { intervalChoices, SHARED, toInterval } from "./heartbeat-interval";
import {
  type HeartbeatFile,
  useChangeHeartbeat,
  useHeartbeatFile,
  useHeartbeatState,
  useRunHeartbeat,
} from "./heartbeat-queries";

export function AgentHeartbeat({ id }: { id: string }) {
  const file = useHeartbeatFile(id);
  if (file.data === undefined) return <Unread what={words.agents.theFile} of={[file]} />;
  return (
    <div className="grid gap-5 p-5 text-13">
      <When id={id} file={file.data} />
      <Question id={id} file={file.data} />
      <Terminal
        commands={[
          `tinyagi heartbeat show ${id}`,
          `tinyagi heartbeat set ${id} --interval 30m`,
          `tinyagi heartbeat set ${id} --prompt-file ./heartbeat.md`,
          `tinyagi heartbeat run ${id}`,
        ]}
      />
    </div>
  );
}

function When({ id, file }: { id: string; file: HeartbeatFile }) {
  const state = useHeartbeatState(id).data;
  const change = useChangeHeartbeat(id);
  const run = useRunHeartbeat(id);
  const say = words.agents.heartbeat;
  const error = change.error ?? run.error;
  const own = file.interval;
  return (
    <section aria-label={say.when} className="grid gap-3">
      {state != null && <Next state={state} />}
      <div className="flex flex-wrap items-center gap-2">
        <Select
          label={say.howOften}
          options={intervalChoices(own)}
          value={own === undefined ? SHARED : String(own)}
          disabled={change.isPending}
          onChange={({ target }) => change.mutate({ interval: toInterval(target.value) })}
        />
        {state != null && (
          <Button disabled={change.isPending} onClick={() => change.mutate({ enabled: !state.enabled })}>
            {state.enabled ? say.turnOff : say.turnOn}
          </Button>
        )}
        <Button disabled={run.isPending} onClick={() => run.mutate()}>
          {say.askNow}
        </Button>
      </div>
      {run.data !== undefined && (
        <p role="status" className="flex items-center gap-2 text-12 text-n-7">
          {say.asked}
          <Link href={chatHref(run.data.conversationId)} className={buttonClass("plain", "s")}>
            {words.common.openConversation}
          </Link>
        </p>
      )}
      {error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(error)}
        </p>
      )}
    </section>
  );
}

/** Says when it is asked next, or why not. */
function Next({ state }: { state: HeartbeatState }) {
  const say = words.agents.heartbeat;
  const { enabled, nextDueAt, lastSentAt, failures, reason, why, conversationId } = state;
  const because = why == null ? visible(reason ?? "") : words.views.agents.heartbeatOff[why];
  return (
    <div className="grid gap-1">
      <p className="text-14 text-n-10">
        {enabled ? say.next : say.off(because)}{" "}
        {enabled && (nextDueAt === null ? say.soon : <DueTime at={nextDueAt} />)}
      </p>
      <p className="text-12 text-n-7">
        {lastSentAt === null ? (
          say.notYet
        ) : (
          <>
            {say.last} <TimeChip at={lastSentAt} ago />
            {conversationId !== null && (
              <>
                {" · "}
                <Link href={chatHref(conversationId)} className="underline hover:text-n-10">
                  {words.common.openConversation}
                </Link>
              </>
            )}
          </>
        )}
        {failures > 0 && ` · ${say.failed(failures)}`}
      </p>
    </div>
  );
}

/** What the agent is asked: heartbeat.md as it is written, or as it reads. */
function Question({ id, file }: { id: string; file: HeartbeatFile }) {
  const change = useChangeHeartbeat(id);
  const name = `${id}/heartbeat.md`;
  const [draft, setDraft] = useStored<string>(name);
  const [view, setView] = useState<"write" | "preview">("write");
  const say = words.agents.heartbeat;
  const text = draft ?? file.content;
  const isChanged = text !== file.content;
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        forgetSaved(name, change.mutateAsync({ content: text })).then(
          () => showToast(say.saved),
          // Why not stands in the form.
          () => undefined,
        );
      }}
    >
      <div className="flex items-center gap-3">
        <p className="grow text-n-7">{say.text}</p>
        <Segmented
          label={say.view}
          choices={[
            { value: "write", name: say.write },
            { value: "preview", name: say.preview },
          ]}
          value={view}
          onChange={setView}
        />
      </div>
      {view === "write" ? (
        <textarea
          aria-label="heartbeat.md"
          value={text}
          rows={12}
          spellCheck={false}
          placeholder={say.placeholder}
          onChange={({ target }) => setDraft(target.value === file.content ? undefined : target.value)}
          className="w-full rounded-s border border-n-5 bg-n-0 px-2.5 py-2 font-mono text-12 max-md:text-16"
        />
      ) : (
        <section aria-label={say.preview} className="min-h-24 rounded-m border border-n-4 bg-n-1 px-3 py-2">
          {text.trim() === "" ? <p className="text-n-7">{say.placeholder}</p> : <Markdown text={text} />}
        </section>
      )}
      <code className="text-12 break-all text-n-7">{visible(file.path)}</code>
      <SaveFooter
        isChanged={isChanged}
        isSaving={change.isPending}
        problem={change.error === null ? undefined : toWords(change.error)}
        onDiscard={() => setDraft(undefined)}
      />
    </form>
  );
}
