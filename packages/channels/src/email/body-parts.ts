/** Which parts of a mail are its text, and which are files. Pure. */
import type { MessageStructureObject } from "imapflow";

export interface TextPart {
  readonly part: string;
  readonly isHtml: boolean;
}

export interface FilePart {
  readonly part: string;
  readonly kind: string;
  readonly name: string;
  readonly bytes: number | undefined;
}

export interface MailParts {
  readonly text: TextPart | undefined;
  readonly files: readonly FilePart[];
}

const FILES_MAX = 50;
const DEPTH_MAX = 20;

export function partsOfMail(root: MessageStructureObject | undefined): MailParts {
  const leaves: MessageStructureObject[] = [];
  collect(root, leaves, 0);
  const texts = leaves.filter((leaf) => leaf.type.startsWith("text/") && !isFile(leaf));
  const plain = texts.find(({ type }) => type === "text/plain");
  const html = texts.find(({ type }) => type === "text/html");
  const body = plain ?? html;
  // The same text in another form is no file, and neither is a picture that decorates the HTML.
  const files = leaves
    .filter((leaf) => !texts.includes(leaf) || (leaf !== plain && leaf !== html))
    .slice(0, FILES_MAX);
  return {
    text: body === undefined ? undefined : { part: toNumber(body), isHtml: body === html },
    files: files.map((leaf, at) => ({
      part: toNumber(leaf),
      kind: detectKind(leaf.type),
      name: nameOf(leaf, at),
      bytes: decodedSize(leaf),
    })),
  };
}

function collect(
  node: MessageStructureObject | undefined,
  leaves: MessageStructureObject[],
  depth: number,
): void {
  if (node === undefined || depth > DEPTH_MAX) return;
  // A mail inside a mail is a file: what is in it was written by somebody else.
  if (node.childNodes === undefined || node.type === "message/rfc822") leaves.push(node);
  else for (const child of node.childNodes) collect(child, leaves, depth + 1);
}

function isFile({ disposition, dispositionParameters, parameters }: MessageStructureObject): boolean {
  return disposition === "attachment" || (dispositionParameters?.filename ?? parameters?.name) !== undefined;
}

function toNumber({ part }: MessageStructureObject): string {
  return part ?? "1";
}

function detectKind(type: string): string {
  const [kind] = type.split("/");
  if (kind === "image") return "photo";
  return kind === "audio" || kind === "video" ? kind : "document";
}

function nameOf({ dispositionParameters, parameters, type }: MessageStructureObject, at: number): string {
  const given = dispositionParameters?.filename ?? parameters?.name;
  if (given !== undefined && given !== "") return given;
  const ending =
    type === "message/rfc822" ? "eml" : (type.split("/")[1] ?? "bin").replaceAll(/[^a-z0-9]/g, "");
  return `file-${at + 1}.${ending}`;
}

/** Base 64 is a third longer. */
function decodedSize({ size, encoding }: MessageStructureObject): number | undefined {
  if (size === undefined) return undefined;
  return encoding?.toLowerCase() === "base64" ? Math.floor((size * 3) / 4) : size;
}
