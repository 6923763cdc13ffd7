/** Files that a message or an answer came with. A click saves one. */
"use client";
import { kindOfFile, type NamedFile, readFileLine } from "@tinyagi/contracts";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { saveFile } from "../../lib/save-file";
import { words } from "../../locale/words";
import { Icon } from "../../ui/icon";
import { FilePreview } from "../files/file-preview";
import { readFile } from "../files/queries";

/** The words of a message without the lines that name its files, and those files. Pure. */
export function splitFiles(text: string): { text: string; files: NamedFile[] } {
  const files: NamedFile[] = [];
  const lines = text.split("\n").filter((line) => {
    const file = readFileLine(line);
    if (file !== undefined) files.push(file);
    return file === undefined;
  });
  return { text: lines.join("\n").trim(), files };
}

/** The last part of a path, also of Windows. */
export function locateFile(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

/** What a person calls a file. The copies that agents send are named after the file, behind 16 digits. Pure. */
export function shownName({ path, name }: NamedFile): string {
  return name ?? locateFile(path).replace(/^[0-9a-f]{16}-/, "");
}

export function MessageFiles({ files }: { files: readonly NamedFile[] }) {
  if (files.length === 0) return null;
  const once = new Map(files.map((file) => [file.path, file]));
  return (
    <ul aria-label={words.chat.files.label} className="my-1.5 flex flex-wrap gap-1.5">
      {[...once.values()].map((file) => (
        <OneFile key={file.path} file={locateFile(file.path)} name={shownName(file)} />
      ))}
    </ul>
  );
}

/** An open one has the whole width below. */
function OneFile({ file, name }: { file: string; name: string }) {
  const [problem, setProblem] = useState<string>();
  const [isOpen, setOpen] = useState(false);
  async function save(): Promise<void> {
    try {
      const bytes = await readFile(file);
      // Saved under the name that is shown, and never with a type that a browser would open.
      saveFile(name, bytes, "application/octet-stream");
      setProblem(undefined);
    } catch (error) {
      setProblem(toWords(error));
    }
  }
  return (
    <li className={isOpen ? "grid w-full grid-cols-[minmax(0,1fr)] gap-1.5" : "max-w-full"}>
      <span className="flex max-w-full items-center gap-1">
        <button
          type="button"
          title={words.chat.files.save}
          onClick={() => void save()}
          className="flex max-w-full min-w-0 items-center gap-1.5 rounded-s border border-n-4 px-2 py-1 text-12 text-n-9 hover:bg-n-2 max-md:min-h-11"
        >
          <Icon name="copy" size={14} />
          <span className="truncate">{oneLine(name, 80)}</span>
        </button>
        {kindOfFile(name) !== "other" && (
          <button
            type="button"
            aria-expanded={isOpen}
            aria-label={`${isOpen ? words.files.hide : words.files.show} ${oneLine(name, 80)}`}
            onClick={() => setOpen(!isOpen)}
            className="flex-none rounded-s px-2 py-1 text-12 text-n-7 hover:bg-n-2 hover:text-n-10 max-md:min-h-11"
          >
            {isOpen ? words.files.hide : words.files.show}
          </button>
        )}
      </span>
      {problem !== undefined && (
        <span role="alert" className="text-12 text-failed">
          {problem}
        </span>
      )}
      {isOpen && <FilePreview file={file} name={name} />}
    </li>
  );
}
