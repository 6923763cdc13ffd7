/** The notes that an agent keeps. */
"use client";
import { useState } from "react";
import { wordsOf } from "../../lib/api";
import { oneLine, visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Trouble } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { useMemory, useNote } from "./queries";

export function AgentMemory({ id }: { id: string }) {
  const memory = useMemory(id);
  const [open, setOpen] = useState("");
  if (memory.error !== null && memory.data === undefined)
    return <Trouble text={wordsOf(memory.error)} retry={() => void memory.refetch()} />;
  if (memory.data === undefined) return <p className="sr-only">{words.common.reading}</p>;
  const { files, memoryDir } = memory.data;
  return (
    <div className="grid gap-3 p-5 text-13">
      {files.length === 0 && <p className="text-n-7">{words.agents.memory.empty}</p>}
      <ul>
        {files.map(({ name, path }) => (
          <li key={path} className="border-b border-n-3">
            <button
              type="button"
              aria-expanded={open === path}
              onClick={() => setOpen(open === path ? "" : path)}
              className="flex min-h-9 w-full items-center gap-3 hover:bg-n-1 max-md:min-h-11"
            >
              <span className="min-w-0 grow truncate font-medium text-n-10">{oneLine(name, 80)}</span>
              <code className="truncate text-12 text-n-7">{visible(path)}</code>
            </button>
            {open === path && <Note id={id} path={path} />}
          </li>
        ))}
      </ul>
      <code className="text-12 break-all text-n-7">{visible(memoryDir)}</code>
      <Terminal commands={[`tinyagi memory list ${id}`, `tinyagi memory add ${id} <note>`]} />
    </div>
  );
}

function Note({ id, path }: { id: string; path: string }) {
  const note = useNote(id, path);
  if (note.error) return <p className="pb-2 text-12 text-failed">{wordsOf(note.error)}</p>;
  if (note.data === undefined) return <p className="sr-only">{words.common.reading}</p>;
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="mb-2 max-h-80 overflow-auto rounded-xs bg-n-2 px-2 py-1.5 text-12 break-words whitespace-pre-wrap text-n-10"
    >
      {visible(note.data.content)}
    </pre>
  );
}
