/** The notes that an agent keeps. */
"use client";
import { useState } from "react";
import { oneLine, visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Terminal } from "../../ui/terminal";
import { Unread } from "../../ui/unread";
import { buildTree, countIn, type Folder } from "./memory-tree";
import { PlainText } from "./plain-text";
import { useMemory, useNote } from "./queries";

export function AgentMemory({ id }: { id: string }) {
  const memory = useMemory(id);
  const [open, setOpen] = useState("");
  if (memory.data === undefined) return <Unread what={words.agents.theNotes} of={[memory]} />;
  const { files, memoryDir } = memory.data;
  return (
    <div className="grid gap-3 p-5 text-13">
      {files.length === 0 && <p className="text-n-7">{words.agents.memory.empty}</p>}
      <Notes folder={buildTree(files)} {...{ id, open, onOpen: setOpen }} />
      <code className="text-12 break-all text-n-7">{visible(memoryDir)}</code>
      <Terminal commands={[`tinyagi memory list ${id}`, `tinyagi memory add ${id} <note>`]} />
    </div>
  );
}

interface NotesProps {
  id: string;
  folder: Folder;
  /** The path of the note that is shown. */
  open: string;
  onOpen: (path: string) => void;
}

/** A folder: its folders, which fold, then its notes. */
function Notes({ folder, ...rest }: NotesProps) {
  const { id, open, onOpen } = rest;
  return (
    <ul>
      {folder.folders.map((child) => (
        <li key={child.path}>
          <details open>
            <summary className="flex min-h-9 cursor-pointer items-center gap-2 border-b border-n-3 font-medium text-n-8 hover:bg-n-1 max-md:min-h-11">
              <span className="break-all">{visible(child.name)}/</span>
              <span className="font-mono text-12 text-n-7">{countIn(child)}</span>
            </summary>
            <div className="ml-1.5 border-l border-n-4 pl-3">
              <Notes folder={child} {...rest} />
            </div>
          </details>
        </li>
      ))}
      {folder.notes.map(({ name, path }) => (
        <li key={path} className="border-b border-n-3">
          <button
            type="button"
            aria-expanded={open === path}
            onClick={() => onOpen(open === path ? "" : path)}
            className="flex min-h-9 w-full items-center gap-3 text-left hover:bg-n-1 max-md:min-h-11"
          >
            <span className="min-w-0 grow truncate font-medium text-n-10">{oneLine(name, 80)}</span>
            <code className="truncate text-12 text-n-7">{visible(path.slice(folder.path.length))}</code>
          </button>
          {open === path && <Note id={id} path={path} />}
        </li>
      ))}
    </ul>
  );
}

function Note({ id, path }: { id: string; path: string }) {
  const note = useNote(id, path);
  if (note.data === undefined) return <Unread what={words.agents.theNote} of={[note]} />;
  return <PlainText text={note.data.content} />;
}
