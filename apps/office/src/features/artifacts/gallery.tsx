/**
 * Artifacts. Its question: what have the agents made? The newest version of each file they sent, newest first; one opens
 * beside the list. The address says of which agent, and which one is open.
 */
"use client";
import { oneLine } from "../../lib/format/text";
import { useAgents } from "../../lib/queries";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { AgentChip, TimeChip } from "../../ui/chips";
import { EndOfList } from "../../ui/end-of-list";
import { FilterBar } from "../../ui/filter-bar";
import { Icon } from "../../ui/icon";
import { PageHead } from "../../ui/page-head";
import { Empty, Reading, Region } from "../../ui/region";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { Unread } from "../../ui/unread";
import { Thumbnail } from "../files/thumbnail";
import { ArtifactPane } from "./artifact-pane";
import { type Artifact, useGallery } from "./queries";

export function Gallery() {
  const [agent, setAgent] = useParam("agent");
  const [open, setOpen] = useParam("artifact");
  const shown = useGallery(agent);
  const names = useAgents().data ?? {};
  // Whoever is not set up any more may have made what is shown.
  const agents = [...new Set([...Object.keys(names), ...(shown.rows ?? []).map((one) => one.agent)])].sort();
  const count = shown.rows?.length ?? 0;
  return (
    <>
      <PageHead
        title={words.artifacts.title}
        text={count === 0 ? "\u00a0" : words.artifacts.sentence(count, shown.next.hasMore)}
      />
      {agents.length > 1 && (count > 0 || agent !== "") && (
        <FilterBar label={words.artifacts.filter}>
          <Select
            isBare
            label={words.artifacts.agent}
            value={agent}
            options={[
              { value: "", name: words.artifacts.all },
              ...agents.map((id) => ({ value: id, name: names[id]?.name ?? `@${id}` })),
            ]}
            onChange={({ target }) => setAgent(target.value)}
          />
        </FilterBar>
      )}
      <div className="relative flex min-h-0 flex-1">
        <div className="min-h-0 flex-1 overflow-auto px-4 py-4 md:px-8">
          <Region name={words.artifacts.title}>
            <List shown={shown} open={open} onOpen={(id) => setOpen(id === open ? "" : id, "push")} />
          </Region>
        </div>
        {open !== "" && (
          <ArtifactPane key={open} id={open} onOpen={(id) => setOpen(id)} onClose={() => setOpen("")} />
        )}
      </div>
    </>
  );
}

interface ListProps {
  shown: ReturnType<typeof useGallery>;
  open: string;
  onOpen: (id: string) => void;
}

function List({ shown: { rows, read, next }, open, onOpen }: ListProps) {
  if (rows === undefined)
    return read.failureReason === null ? <Reading /> : <Unread what={words.artifacts.theList} of={[read]} />;
  if (rows.length === 0)
    return (
      <Empty title={words.artifacts.emptyTitle} text={words.artifacts.emptyText}>
        <Terminal commands={["tinyagi artifact list"]} />
      </Empty>
    );
  return (
    <>
      <ul
        aria-label={words.artifacts.title}
        className="grid grid-cols-[repeat(auto-fill,minmax(220px,1fr))] gap-3 max-md:grid-cols-1"
      >
        {rows.map((one) => (
          <Card key={one.id} artifact={one} isOpen={open === String(one.id)} onOpen={onOpen} />
        ))}
      </ul>
      <EndOfList next={next} />
      {next.hasMore && next.failure === null && (
        <div className="py-4">
          <Button onClick={next.more}>{words.artifacts.more}</Button>
        </div>
      )}
      <Terminal commands={["tinyagi artifact list", "tinyagi artifact show <number>"]} />
    </>
  );
}

interface CardProps {
  artifact: Artifact;
  isOpen: boolean;
  onOpen: (id: string) => void;
}

function Card({ artifact, isOpen, onOpen }: CardProps) {
  const { id, agent, name, version, kind, file, bytes, createdAt, shared } = artifact;
  const kindName = <span className="text-12 font-medium">{words.files.kinds[kind]}</span>;
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => onOpen(String(id))}
        className="grid w-full grid-cols-[minmax(0,1fr)] gap-2 rounded-m border border-n-4 p-3 text-left hover:bg-n-1 aria-expanded:border-n-10"
      >
        <span className="grid h-32 place-items-center overflow-hidden rounded-s bg-n-2 text-n-7">
          {kind === "image" && bytes !== null ? <Thumbnail file={file}>{kindName}</Thumbnail> : kindName}
        </span>
        <b className="truncate font-semibold text-n-10">{oneLine(name, 80)}</b>
        <span className="flex min-w-0 items-center justify-between gap-2">
          <AgentChip id={agent} />
          <TimeChip at={createdAt} />
        </span>
        <span className="flex items-center gap-2 text-12 text-n-7">
          {bytes === null ? words.artifacts.gone : words.artifacts.version(version)}
          {shared && (
            <span className="inline-flex items-center gap-1 text-waiting">
              <Icon name="link" size={14} />
              {words.artifacts.shared}
            </span>
          )}
        </span>
      </button>
    </li>
  );
}
