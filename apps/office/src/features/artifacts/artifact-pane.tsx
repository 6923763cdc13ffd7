/** One artifact beside the gallery: drawn, with its versions, where it comes from, and who else may read it. */
"use client";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { size } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { answerHref, runHref } from "../../lib/hrefs";
import { saveFile } from "../../lib/save-file";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { AgentChip, TimeChip } from "../../ui/chips";
import { Inspector } from "../../ui/inspector";
import { Link } from "../../ui/link";
import { Terminal } from "../../ui/terminal";
import { Unread } from "../../ui/unread";
import { FilePreview } from "../files/file-preview";
import { readFile } from "../files/queries";
import { type Artifact, useArtifact } from "./queries";
import { Sharing } from "./sharing";

interface Props {
  id: string;
  onOpen: (id: string) => void;
  onClose: () => void;
}

export function ArtifactPane({ id, onOpen, onClose }: Props) {
  const found = useArtifact(id);
  const name = found.data?.artifact.name ?? words.artifacts.one;
  return (
    <Inspector
      label={words.artifacts.one}
      title={<b className="truncate">{oneLine(name, 60)}</b>}
      onClose={onClose}
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4 text-13">
        {found.data === undefined ? (
          <Unread what={words.artifacts.one} of={[found]} />
        ) : (
          <>
            <Facts artifact={found.data.artifact} />
            {found.data.artifact.bytes === null ? (
              <p className="text-n-7">{words.artifacts.goneText}</p>
            ) : (
              <FilePreview file={found.data.artifact.file} name={found.data.artifact.name} />
            )}
            <Versions versions={found.data.versions} current={id} onOpen={onOpen} />
            <Sharing artifact={found.data.artifact} links={found.data.links} />
            <Terminal
              commands={[
                `tinyagi artifact show ${id}`,
                `tinyagi artifact open ${id}`,
                `tinyagi artifact share ${id} --days 7`,
                "tinyagi artifact list --shared",
              ]}
            />
          </>
        )}
      </div>
    </Inspector>
  );
}

function Facts({ artifact }: { artifact: Artifact }) {
  const { agent, version, createdAt, bytes, runId, conversationId, taskId } = artifact;
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <AgentChip id={agent} />
        <span className="text-n-7">{words.artifacts.version(version)}</span>
        {bytes !== null && <span className="text-n-7">{size(bytes)}</span>}
        <TimeChip at={createdAt} ago />
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {runId !== null && (
          <Link href={runHref(runId)} className="text-n-9 underline">
            {words.artifacts.run}
          </Link>
        )}
        {conversationId !== null && runId !== null && (
          <Link href={answerHref(conversationId, runId)} className="text-n-9 underline">
            {words.artifacts.conversation}
          </Link>
        )}
        {taskId !== null && (
          <Link href={`/tasks?task=${encodeURIComponent(taskId)}`} className="text-n-9 underline">
            {words.artifacts.task}
          </Link>
        )}
        {bytes !== null && <Save artifact={artifact} />}
      </div>
    </div>
  );
}

function Save({ artifact: { file, name } }: { artifact: Artifact }) {
  const [problem, setProblem] = useState<string>();
  async function save(): Promise<void> {
    try {
      // Never with a type that a browser would open.
      saveFile(name, await readFile(file), "application/octet-stream");
      setProblem(undefined);
    } catch (error) {
      setProblem(toWords(error));
    }
  }
  return (
    <>
      <Button onClick={() => void save()}>{words.artifacts.save}</Button>
      {problem !== undefined && (
        <span role="alert" className="text-12 text-failed">
          {problem}
        </span>
      )}
    </>
  );
}

interface VersionsProps {
  versions: readonly Artifact[];
  current: string;
  onOpen: (id: string) => void;
}

function Versions({ versions, current, onOpen }: VersionsProps) {
  if (versions.length < 2) return null;
  return (
    <section aria-label={words.artifacts.versions} className="grid gap-1">
      <h2 className="font-semibold text-n-10">{words.artifacts.versions}</h2>
      <ul>
        {versions.map(({ id, version, createdAt, shared }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={String(id) === current}
              onClick={() => onOpen(String(id))}
              className="flex w-full items-center gap-3 rounded-xs px-2 py-1 text-left hover:bg-n-1 aria-[current=true]:bg-n-2 max-md:min-h-11"
            >
              <span className="font-medium text-n-10">{words.artifacts.version(version)}</span>
              <TimeChip at={createdAt} ago />
              {shared && <span className="text-12 text-waiting">{words.artifacts.shared}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
