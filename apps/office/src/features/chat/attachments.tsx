/** Files beside a message that is being written: stored at once, named when it is sent. */
"use client";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { type Attachment, isOnItsWay, roomFor } from "./files-to-send";
import { storeFile } from "./queries";

let count = 0;

export function useAttachments() {
  const [files, setFiles] = useState<readonly Attachment[]>([]);
  const [leftOut, setLeftOut] = useState(0);
  const change = (id: number, next: Partial<Attachment>): void =>
    setFiles((old) => old.map((file) => (file.id === id ? { ...file, ...next } : file)));
  return {
    files,
    /** How many of those that were given last were too many. */
    leftOut,
    isBusy: files.some(isOnItsWay),
    add(list: Iterable<File>): void {
      const given = [...list];
      const taken = given.slice(0, roomFor(files));
      setLeftOut(given.length - taken.length);
      for (const file of taken) {
        count += 1;
        const id = count;
        setFiles((old) => [...old, { id, name: file.name, path: undefined, problem: undefined }]);
        storeFile(file).then(
          (path) => change(id, { path }),
          (error: unknown) => change(id, { problem: toWords(error) }),
        );
      }
    },
    remove(id: number): void {
      setFiles((old) => old.filter((file) => file.id !== id));
      setLeftOut(0);
    },
    /** Takes all out, to send them. */
    clear(): void {
      setFiles([]);
      setLeftOut(0);
    },
    /** They could not be sent. */
    putBack: (sent: readonly Attachment[]): void => setFiles((old) => [...sent, ...old]),
  };
}

/** @param props.hint what keeps them from being sent, or which are not among them */
export function AttachmentChips(props: {
  files: readonly Attachment[];
  hint: string | undefined;
  onRemove: (id: number) => void;
}) {
  if (props.files.length === 0) return null;
  return (
    <>
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
      {props.hint !== undefined && (
        <p role="alert" className="px-3.5 pt-1.5 text-12 text-n-9">
          {props.hint}
        </p>
      )}
    </>
  );
}
