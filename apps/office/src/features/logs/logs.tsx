/** Logs. Its questions: what happens, and who changed what? The eye meets errors, then the newest entry. */
"use client";
import { daemonNow } from "../../lib/daemon-clock";
import { clock } from "../../lib/figures";
import { saveFile } from "../../lib/save-file";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { PageHead } from "../../ui/page-head";
import { Region } from "../../ui/region";
import { Segmented } from "../../ui/segmented";
import { useDefaultView } from "../saved-views/use-default-view";
import { AUDIT_TYPES, Audit } from "./audit";
import { type Entry, jsonLines, matches, sinceOf } from "./entries";
import { LiveLog, useFilter } from "./live-log";
import { useLog } from "./queries";

const VIEWS = ["live", "audit"] as const;
const HOUR_MS = 3_600_000;

export function Logs() {
  useDefaultView("logs");
  const [value, setView] = useParam("view", "live");
  const view = value === "audit" ? "audit" : "live";
  const [, setEntry] = useParam("entry");
  const [, setPart] = useParam("part");
  const [, setText] = useParam("q");
  const filter = useFilter();
  const log = useLog(
    view === "audit" ? { types: AUDIT_TYPES, agent: "" } : { types: filter.part, agent: filter.agent },
  );
  const entries = log.entries ?? [];
  return (
    <>
      <PageHead
        title={words.logs.title}
        text={
          log.entries === undefined
            ? ""
            : view === "audit"
              ? words.logs.sentence.changes
              : liveWords(entries, log.hasMore)
        }
      >
        <div className="flex gap-2">
          <Segmented
            label={words.logs.title}
            choices={VIEWS.map((value) => ({ value, name: words.logs.views[value] }))}
            value={view}
            onChange={(next) => {
              for (const clear of [setEntry, setPart, setText]) clear("");
              setView(next);
            }}
          />
          <Button
            disabled={log.entries === undefined}
            title={words.logs.exportHint}
            onClick={() =>
              save(
                view === "audit"
                  ? entries
                  : entries.filter((entry) =>
                      matches(entry, { ...filter, since: sinceOf(filter.span, daemonNow()) }),
                    ),
              )
            }
          >
            {words.logs.export}
          </Button>
        </div>
      </PageHead>
      <Region key={view} name={words.logs.theLog}>
        {view === "audit" ? <Audit log={log} /> : <LiveLog log={log} />}
      </Region>
    </>
  );
}

function save(entries: readonly Entry[]): void {
  const day = new Date().toISOString().slice(0, 16).replace(/[:T]/g, "-");
  saveFile(`tinyagi-log-${day}.jsonl`, jsonLines(entries), "application/jsonl");
}

function liveWords(entries: readonly Entry[], hasMore: boolean): string {
  const since = daemonNow() - HOUR_MS;
  // Only so far was read: a count for the whole hour would be too low.
  const oldest = entries.at(-1)?.time ?? since;
  const span =
    hasMore && oldest > since ? words.logs.sentence.since(clock(oldest)) : words.logs.sentence.lastHour;
  const recent = entries.filter(({ time }) => time >= since);
  const of = (level: Entry["level"]): number => recent.filter((entry) => entry.level === level).length;
  const [errors, warnings] = [of("error"), of("warn")];
  if (errors + warnings === 0) return words.logs.sentence.quiet(span);
  return words.logs.sentence.trouble(errors, warnings, span);
}
