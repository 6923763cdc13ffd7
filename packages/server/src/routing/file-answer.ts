/**
 * A file of an agent as an answer, for routes with `answer: "file"`. Guarantees: its type follows from its name and is never
 * guessed; whatever it contains runs without our origin, cannot call the daemon and loads nothing from anywhere.
 */
import { endingOf, type FileKind, kindOfFile } from "@tinyagi/contracts";
import type { FastifyReply } from "fastify";

export class FileAnswer {
  readonly name: string;
  readonly bytes: Buffer;
  /** Whether pages of this daemon may show it inside them. */
  readonly framed: boolean;

  constructor(file: { name: string; bytes: Buffer; framed: boolean }) {
    this.name = file.name;
    this.bytes = file.bytes;
    this.framed = file.framed;
  }
}

const IMAGE_TYPES = new Map([
  ["jpg", "image/jpeg"],
  ["svg", "image/svg+xml"],
]);
const TEXT = "text/plain; charset=utf-8";
const TYPES: Readonly<Record<FileKind, string>> = {
  image: "",
  page: "text/html; charset=utf-8",
  pdf: "application/pdf",
  diagram: TEXT,
  table: TEXT,
  markdown: TEXT,
  text: TEXT,
  other: "application/octet-stream",
};
const INLINE = "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; media-src data: blob:";
/** Without `allow-same-origin` the document has an origin of its own, also in a window. */
const PAGE = `sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; ${INLINE}`;
const STILL = `sandbox; default-src 'none'; ${INLINE}`;
/** The viewer of a browser does not start in a sandbox. It runs no script of the file with our origin. */
const DOCUMENT = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'";

/** Sends the bytes with a policy of their own. */
export function sendFile(reply: FastifyReply, { name, bytes, framed }: FileAnswer): FastifyReply {
  const kind = kindOfFile(name);
  const policy = kind === "page" ? PAGE : kind === "pdf" ? DOCUMENT : STILL;
  const ancestors = framed ? "'self'" : "'none'";
  return reply
    .headers({
      "content-security-policy": `${policy}; form-action 'none'; base-uri 'none'; frame-ancestors ${ancestors}`,
      "x-frame-options": framed ? "SAMEORIGIN" : "DENY",
      "x-robots-tag": "noindex, nofollow",
      "content-disposition": `${kind === "other" ? "attachment" : "inline"}; filename*=UTF-8''${encodeName(name)}`,
    })
    .type(typeOf(kind, name))
    .send(bytes);
}

function typeOf(kind: FileKind, name: string): string {
  if (kind !== "image") return TYPES[kind];
  const ending = endingOf(name);
  return IMAGE_TYPES.get(ending) ?? `image/${ending}`;
}

/** RFC 5987: what `encodeURIComponent` leaves and the header does not allow. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}
