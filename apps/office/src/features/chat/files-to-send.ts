/** The files beside a message: what they add to it, and what keeps it from being sent. Pure. */
import { fileLine } from "@tinyagi/contracts";
import { words } from "../../locale/words";

export interface Attachment {
  id: number;
  name: string;
  /** On the machine of the daemon; undefined while it is sent there. */
  path: string | undefined;
  problem: string | undefined;
}

/** Most files of one message. */
export const FILES_MAX = 10;

export const isOnItsWay = ({ path, problem }: Attachment): boolean =>
  path === undefined && problem === undefined;

/** How many files may still be added. */
export const roomFor = (files: readonly Attachment[]): number => Math.max(0, FILES_MAX - files.length);

/** The message as agents get it: each file by its path, with the name you gave it. */
export function withFiles(text: string, files: readonly Attachment[]): string {
  const lines = files.flatMap(({ path, name }) => (path === undefined ? [] : [fileLine({ path, name })]));
  return [...(text === "" ? [] : [text]), ...lines].join("\n");
}

/**
 * Why a message with these files cannot be sent: one would be missing from it.
 *
 * @param takesFiles whether who gets the message takes files now
 */
export function hindrance(files: readonly Attachment[], takesFiles: boolean): string | undefined {
  if (files.length === 0) return undefined;
  if (!takesFiles) return words.chat.files.onlyText;
  return files.some(({ problem }) => problem !== undefined) ? words.chat.files.notStored : undefined;
}

/** A text of more characters is no message that someone typed: it is sent as a file, and the field stays quick. */
const PASTE_MAX = 20_000;

type Clipboard = Pick<DataTransfer, "getData"> & { readonly files: ArrayLike<File> };

/**
 * What of a paste is a file. A table or a text of an office program brings a picture of itself, which nobody meant: the
 * text goes into the field.
 */
export function filesOfPaste(pasted: Clipboard): readonly File[] {
  const text = pasted.getData("text/plain");
  if (text.length > PASTE_MAX) return [new File([text], words.chat.files.pasted, { type: "text/plain" })];
  const isFormatted = text !== "" && pasted.getData("text/html") !== "";
  return isFormatted ? [] : Array.from(pasted.files);
}

/** What was sent in vain stands again before what was written meanwhile. */
export function putBack(sent: string, written: string): string {
  return written === "" ? sent : `${sent}\n${written}`;
}
