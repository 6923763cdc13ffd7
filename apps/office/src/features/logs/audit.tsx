/** Who changed what: settings with their difference, decisions, raised budgets, approved senders, commands to runs. */
"use client";
import { useMemo } from "react";
import { oneLine } from "../../lib/format/text";
import { useAgents } from "../../lib/queries";
import { useNameLookup } from "../../lib/use-name-of";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { TimeChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { FilterBar, FilterText } from "../../ui/filter-bar";
import { Icon } from "../../ui/icon";
import { Inspector } from "../../ui/inspector";
import { Empty } from "../../ui/region";
import { Select } from "../../ui/select";
import { type Column, NARROW_ONLY, Table } from "../../ui/table";
import { SavedViews } from "../saved-views/saved-views";
import { authorWords } from "../settings/author";
import { fieldNames } from "../settings/field-diffs";
import { type Revision, useRevisions } from "../settings/revisions";
import { OneChange } from "../settings/settings-history";
import { type Entry, matches, partWord } from "./entries";
import { Fields } from "./entry-inspector";
import { NotYet } from "./live-log";
import type { LogPages } from "./queries";

export const AUDIT_TYPES = [
  ...["settings.changed", "approval.answered", "budget.extended", "pairing", "steering", "token", "skill"],
  ...["plugin.allowed", "plugin.denied", "schedule.changed", "message.replayed", "message.deleted"],
].join(",");

export interface Change extends Entry {
  who: string;
  /** The revision of the settings, if it is one. */
  revision: Revision | undefined;
}

/** Changes from the journal, and older revisions that it no longer holds. Newest first. Pure. */
export function listChanges(entries: readonly Entry[], revisions: readonly Revision[]): Change[] {
  const byId = new Map(revisions.map((revision) => [revision.id, revision]));
  const field = (entry: Entry, name: string): string | undefined =>
    entry.fields.find(([key]) => key === name)?.[1];
  const seen = new Set<number>();
  const changes = entries.map((entry): Change => {
    const revision = byId.get(Number(field(entry, "revision")));
    if (revision !== undefined) seen.add(revision.id);
    const text = revision === undefined ? entry.text : settingsTitle(revision.paths);
    return { ...entry, text, revision, who: field(entry, "by") ?? field(entry, "author") ?? "" };
  });
  const older = revisions.filter(({ id }) => !seen.has(id)).map(toChange);
  return [...changes, ...older].sort((a, b) => b.time - a.time);
}

/** Fields in words; the first revision changes nothing. */
function settingsTitle(paths: readonly string[]): string {
  return oneLine(paths.length === 0 ? words.views.events.settings(paths) : fieldNames(paths), 200);
}

function toChange(revision: Revision): Change {
  const { id, time, author, paths } = revision;
  return {
    key: `r${id}`,
    time,
    level: "info",
    part: "settings",
    agent: "",
    runId: "",
    conversationId: "",
    text: settingsTitle(paths),
    who: author,
    revision,
    fields: [],
  };
}

export function Audit({ log }: { log: LogPages }) {
  const revisions = useRevisions();
  const [current, setCurrent] = useParam("entry");
  const changes = useMemo(
    () => listChanges(log.entries ?? [], revisions.data ?? []),
    [log.entries, revisions.data],
  );
  const isReady = log.entries !== undefined && revisions.data !== undefined;
  const failed = log.error ?? revisions.error;
  const [text] = useParam("q");
  const [who] = useParam("who");
  const [part] = useParam("part");
  const nameOf = useNameLookup();
  const named = (change: Change): string => authorWords(change.who, nameOf) || "TinyAGI";
  const shown = changes.filter(
    (change) =>
      (who === "" || named(change) === who) && matches(change, { level: "debug", part, agent: "", text }),
  );
  const change = changes.find(({ key }) => key === current);
  const isNarrowed = text !== "" || who !== "" || part !== "";
  const retry = (): void => {
    log.retry();
    void revisions.refetch();
  };
  return (
    <>
      <Filters names={changes.map(named)} parts={changes.map((one) => one.part)} />
      {!isReady && <NotYet log={{ error: failed, retry }} />}
      <div className="flex min-h-0 flex-1">
        {isReady && (
          <Table
            label={words.logs.audit.changes}
            columns={columns()}
            rows={shown}
            toKey={({ key }) => key}
            current={current}
            onCurrent={setCurrent}
            onOpen={setCurrent}
            next={log.next}
            rowHeight={40}
            empty={
              isNarrowed ? (
                <Empty title={words.logs.audit.noMatch} text={words.logs.audit.noMatchText} />
              ) : (
                <Empty title={words.logs.audit.emptyTitle} text={words.logs.audit.emptyText} />
              )
            }
          />
        )}
        {change !== undefined && (
          <ChangeInspector
            key={change.key}
            change={change}
            all={revisions.data ?? []}
            onClose={() => setCurrent("")}
          />
        )}
      </div>
    </>
  );
}

function Filters({ names, parts }: { names: readonly string[]; parts: readonly string[] }) {
  const [text, setText] = useParam("q");
  const [who, setWho] = useParam("who");
  const [part, setPart] = useParam("part");
  return (
    <FilterBar label={words.logs.which}>
      <FilterText label={words.logs.audit.search} value={text} onChange={setText} />
      <span className="flex flex-wrap gap-2 md:ml-auto">
        <Select
          label={words.logs.audit.who}
          isBare
          value={who}
          options={[
            { value: "", name: words.logs.audit.anyone },
            ...[...new Set(names)].map((name) => ({ value: name, name: oneLine(name, 60) })),
          ]}
          onChange={({ target }) => setWho(target.value)}
        />
        <Select
          label={words.logs.part}
          isBare
          value={part}
          options={[
            { value: "", name: words.logs.anyPart },
            ...[...new Set(parts)].map((one) => ({
              value: one,
              name: partWord(one),
            })),
          ]}
          onChange={({ target }) => setPart(target.value)}
        />
      </span>
      <SavedViews
        page="logs"
        suggested={words.savedViews.suggested([
          words.logs.views.audit,
          text === "" ? "" : words.savedViews.quoted(text),
        ])}
      />
    </FilterBar>
  );
}

const columns = (): Column<Change>[] => [
  { key: "when", head: words.logs.audit.when, width: "72px", cell: ({ time }) => <TimeChip at={time} ago /> },
  {
    key: "who",
    head: words.logs.audit.who,
    width: "minmax(0,168px)",
    wideOnly: true,
    cell: ({ who }) => <Who name={who} />,
  },
  {
    key: "what",
    head: words.logs.audit.what,
    width: "minmax(0,1fr)",
    cell: ({ text, who }) => (
      <>
        <span className="block truncate font-medium text-n-10">{text}</span>
        <span className={`block ${NARROW_ONLY}`}>
          <Who name={who} />
        </span>
      </>
    ),
  },
  {
    key: "part",
    head: words.logs.part,
    width: "96px",
    wideOnly: true,
    cell: ({ part }) => <span className="font-mono text-12 text-n-7">{partWord(part)}</span>,
  },
  {
    key: "revision",
    head: words.logs.audit.revision,
    width: "72px",
    align: "right",
    wideOnly: true,
    cell: ({ revision }) => (
      <span className="font-mono text-12 text-n-7">{revision ? `r${revision.id}` : ""}</span>
    ),
  },
];

/** Agents have a face; people, programs and the file itself a name. */
function Who({ name }: { name: string }) {
  const agents = useAgents().data ?? {};
  const id = name.replace(/^(agent:|@)/, "");
  const nameOf = useNameLookup();
  return (
    <span className="inline-flex max-w-full items-center gap-1.5">
      {Object.hasOwn(agents, id) ? (
        <Face id={id} />
      ) : (
        <Icon name={name === "file" ? "copy" : "terminal"} size={14} />
      )}
      <span className="truncate">{oneLine(authorWords(name, nameOf), 60) || "TinyAGI"}</span>
    </span>
  );
}

function ChangeInspector(props: { change: Change; all: readonly Revision[]; onClose: () => void }) {
  const { change, all, onClose } = props;
  const { revision } = change;
  return (
    <Inspector
      label={words.logs.audit.change}
      title={revision === undefined ? change.text : words.logs.audit.revisionNo(revision.id)}
      onClose={onClose}
    >
      <div className="grid gap-4 px-5 py-4 text-13">
        <p className="flex items-center gap-2">
          <Who name={change.who} />
          <TimeChip at={change.time} ago />
        </p>
        {revision === undefined ? (
          <Fields entry={change} />
        ) : (
          <OneChange
            revision={revision}
            prefix=""
            later={all.filter(({ id }) => id > revision.id).length}
            onRestored={onClose}
          />
        )}
      </div>
    </Inspector>
  );
}
