/** Everything an entry holds, and the way to what it is about. */
"use client";
import { absolute } from "../../lib/figures";
import { chatHref, runHref } from "../../lib/hrefs";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { Inspector } from "../../ui/inspector";
import { Link } from "../../ui/link";
import { copyText, Terminal } from "../../ui/terminal";
import { type Entry, moreFields, partWord } from "./entries";
import { LevelMark } from "./level-mark";

export function EntryInspector({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const [, setAgent] = useParam("agent");
  const { runId, conversationId, agent, part } = entry;
  return (
    <Inspector label={words.logs.entry} title={words.logs.toEntry(partWord(part))} onClose={onClose}>
      <div className="grid gap-4 px-5 py-4 text-13">
        <p className="flex flex-wrap items-center gap-3">
          <LevelMark level={entry.level} />
          <span className="text-12 text-n-7">{absolute(entry.time)}</span>
        </p>
        <p className="font-mono text-12 break-words whitespace-pre-wrap text-n-10">{entry.text}</p>
        <Fields entry={entry} />
        <div className="flex flex-wrap gap-2">
          {runId !== "" && (
            <Link href={runHref(runId)} className={buttonClass("plain", "s")}>
              {words.common.openRun}
            </Link>
          )}
          {conversationId !== "" && (
            <Link href={chatHref(conversationId)} className={buttonClass("plain", "s")}>
              {words.logs.openConversation}
            </Link>
          )}
          {agent !== "" && (
            <Button size="s" onClick={() => setAgent(agent)}>
              {words.logs.onlyAgent}
            </Button>
          )}
          <Button size="s" kind="bare" onClick={() => void copyText(toMarkdown(entry))}>
            {words.logs.copy}
          </Button>
        </div>
        <Terminal
          commands={[
            runId === "" ? "tinyagi logs --activity --follow" : `tinyagi trace ${runId} --log`,
            ...(part === "daemon" ? ["tinyagi logs --follow"] : []),
          ]}
        />
      </div>
    </Inspector>
  );
}

export function Fields({ entry }: { entry: Entry }) {
  return (
    <dl className="grid grid-cols-[minmax(80px,auto)_minmax(0,1fr)] gap-x-4 gap-y-1">
      {moreFields(entry).map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-12 break-words text-n-7">{name}</dt>
          <dd className="font-mono text-12 break-words whitespace-pre-wrap text-n-9">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function toMarkdown({ time, level, part, text, fields }: Entry): string {
  const lines = fields.map(([name, value]) => `- ${name}: ${value.replaceAll("\n", " ")}`);
  return [`**${new Date(time).toISOString()} ${level} ${part}** ${text}`, ...lines].join("\n");
}
