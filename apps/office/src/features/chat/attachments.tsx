/** Files beside a message that is being written: stored at once, named when it is sent. */
"use client";
import { fileLine } from "@tinyagi/contracts";
import { useState } from "react";
import { wordsOf } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { storeFile } from "./queries";

export interface Attachment {
  id: number;
  name: string;
  /** On the machine of the daemon; undefined while it is sent there. */
  path: string | undefined;
  problem: string | undefined;
}

const FILES_MAX = 10;
let count = 0;

export function useAttachments() {
  const [files, setFiles] = useState<readonly Attachment[]>([]);
  const change = (id: number, next: Partial<Attachment>): void =>
    setFiles((old) => old.map((file) => (file.id === id ? { ...file, ...next } : file)));
  return {
    files,
    isBusy: files.some(({ path, problem }) => path === undefined && problem === undefined),
    add(list: Iterable<File>): void {
      for (const file of [...list].slice(0, FILES_MAX - files.length)) {
        count += 1;
        const id = count;
        setFiles((old) => [...old, { id, name: file.name, path: undefined, problem: undefined }]);
        storeFile(file).then(
          (path) => change(id, { path }),
          (error: unknown) => change(id, { problem: wordsOf(error) }),
        );
      }
    },
    remove: (id: number): void => setFiles((old) => old.filter((file) => file.id !== id)),
    clear: (): void => setFiles([]),
  };
}

/** The message as agents get it: each file by its path, with the name you gave it. */
export function withFiles(text: string, files: readonly Attachment[]): string {
  const lines = files.flatMap(({ path, name }) => (path === undefined ? [] : [fileLine({ path, name })]));
  return [...(text === "" ? [] : [text]), ...lines].join("\n");
}

export function AttachmentChips(props: { files: readonly Attachment[]; onRemove: (id: number) => void }) {
  if (props.files.length === 0) return null;
  return (
    <ul aria-label={words.chat.files.toSend} className="flex flex-wrap gap-1.5 px-3 pt-2.5">
      {props.files.map(({ id, name, path, problem }) => (
        <li
          key={id}
          className="flex max-w-full items-center gap-1 rounded-s border border-n-4 pl-2 text-12 text-n-9"
        >
          <span className="truncate">{oneLine(name, 60)}</span>
          <span className={problem === undefined ? "text-n-7" : "text-failed"} role={problem && "alert"}>
            {problem ?? (path === undefined ? words.chat.files.sending : "")}
          </span>
          <Button
            kind="bare"
            size="icon"
            aria-label={words.chat.files.remove(oneLine(name, 60))}
            onClick={() => props.onRemove(id)}
          >
            <Icon name="close" size={14} />
          </Button>
        </li>
      ))}
    </ul>
  );
}
