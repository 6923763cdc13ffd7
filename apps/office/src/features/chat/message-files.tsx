/** Files that a message or an answer came with. A click saves one. */
"use client";
import { useState } from "react";
import { wordsOf } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { saveFile } from "../../lib/save-file";
import { words } from "../../locale/words";
import { Icon } from "../../ui/icon";
import { readFile } from "./queries";

const FILE_LINE = /^\[file: ([^\]\n]+)\]$/;

/** The words of a message without the lines that name its files, and the paths of those. Pure. */
export function splitFiles(text: string): { text: string; paths: string[] } {
  const paths: string[] = [];
  const lines = text.split("\n").filter((line) => {
    const path = FILE_LINE.exec(line.trim())?.[1];
    if (path !== undefined) paths.push(path);
    return path === undefined;
  });
  return { text: lines.join("\n").trim(), paths };
}

/** The last part of a path, also of Windows. */
export function fileOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

export function MessageFiles({ paths }: { paths: readonly string[] }) {
  if (paths.length === 0) return null;
  return (
    <ul aria-label={words.chat.files.label} className="my-1.5 flex flex-wrap gap-1.5">
      {[...new Set(paths)].map((path) => (
        <li key={path} className="max-w-full">
          <OneFile file={fileOf(path)} />
        </li>
      ))}
    </ul>
  );
}

function OneFile({ file }: { file: string }) {
  const [problem, setProblem] = useState<string>();
  const name = oneLine(file.replace(/^[0-9a-f]{16}-/, ""), 60);
  async function save(): Promise<void> {
    try {
      const { name: saved, bytes } = await readFile(file);
      // Never a type that a browser would show: it is saved, not opened.
      saveFile(saved, bytes, "application/octet-stream");
      setProblem(undefined);
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }
  return (
    <>
      <button
        type="button"
        title={words.chat.files.save}
        onClick={() => void save()}
        className="flex max-w-full items-center gap-1.5 rounded-s border border-n-4 px-2 py-1 text-12 text-n-9 hover:bg-n-2 max-md:min-h-11"
      >
        <Icon name="copy" size={14} />
        <span className="truncate">{name}</span>
      </button>
      {problem !== undefined && (
        <span role="alert" className="text-12 text-failed">
          {problem}
        </span>
      )}
    </>
  );
}
