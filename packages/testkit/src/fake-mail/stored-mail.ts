/** Mails in the mailboxes of the fake server, as IMAP describes them. */

export interface MailPart {
  /** `text/plain` */
  readonly type: string;
  readonly name?: string;
  readonly bytes: Uint8Array;
}

export interface StoredMail {
  readonly uid: number;
  /** When it was sent, and arrived. */
  readonly at: Date;
  /** With an empty line at its end. */
  readonly header: string;
  readonly envelope: string;
  readonly parts: readonly MailPart[];
  readonly flags: Set<string>;
}

export interface MailDraft {
  readonly id: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  readonly subject: string;
  readonly inReplyTo?: string;
  /** Further header lines, above those of the sender. */
  readonly above?: readonly string[];
  /** Below them. */
  readonly below?: readonly string[];
  readonly parts: readonly MailPart[];
  /** Default: now. */
  readonly at?: Date;
}

export function storedMail(draft: MailDraft, uid: number): StoredMail {
  const { id, from, to, cc = [], subject, inReplyTo, above = [], below = [], parts, at = new Date() } = draft;
  const lines = [
    ...above,
    `From: ${quoted(from.name)} <${from.address}>`,
    `To: ${to.join(", ")}`,
    ...(cc.length === 0 ? [] : [`Cc: ${cc.join(", ")}`]),
    `Subject: ${subject}`,
    `Message-ID: <${id}>`,
    ...(inReplyTo === undefined ? [] : [`In-Reply-To: <${inReplyTo}>`, `References: <${inReplyTo}>`]),
    "MIME-Version: 1.0",
    ...below,
    ...(parts.length === 1 ? toMime(parts[0]) : ['Content-Type: multipart/mixed; boundary="b"']),
  ];
  const author = addresses([from]);
  const envelope = [
    quoted("Tue, 05 May 2026 10:00:00 +0000"),
    quoted(subject),
    ...[author, author, author],
    addresses(to.map((address) => ({ name: "", address }))),
    addresses(cc.map((address) => ({ name: "", address }))),
    "NIL",
    inReplyTo === undefined ? "NIL" : quoted(`<${inReplyTo}>`),
    quoted(`<${id}>`),
  ];
  return {
    uid,
    at,
    header: `${lines.join("\r\n")}\r\n\r\n`,
    envelope: `(${envelope.join(" ")})`,
    parts,
    flags: new Set(),
  };
}

/** One that a client gave as it is; only its header is ever asked for. */
export function appendedMail(raw: Uint8Array, uid: number): StoredMail {
  const text = Buffer.from(raw).toString("utf8");
  return {
    uid,
    at: new Date(),
    header: text.slice(0, text.indexOf("\r\n\r\n") + 4),
    envelope: "NIL",
    parts: [],
    flags: new Set(),
  };
}

export function formatStructure(parts: readonly MailPart[]): string {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return formatLeaf(only);
  return `(${parts.map(formatLeaf).join("")} "MIXED" ("BOUNDARY" "b") NIL NIL NIL)`;
}

/** A section such as `HEADER`, `TEXT`, `2`, or `2.MIME`. */
export function toSection(mail: StoredMail, section: string): Uint8Array {
  if (section === "HEADER") return Buffer.from(mail.header);
  const [number = "", more] = section.split(".");
  const part = mail.parts[section === "TEXT" ? 0 : Number(number) - 1];
  if (part === undefined) return new Uint8Array();
  return more === "MIME" ? Buffer.from(`${toMime(part).join("\r\n")}\r\n\r\n`) : encoded(part);
}

function isText({ type }: MailPart): boolean {
  return type.startsWith("text/");
}

function encoded(part: MailPart): Buffer {
  const bytes = Buffer.from(part.bytes);
  return isText(part) && part.name === undefined ? bytes : Buffer.from(bytes.toString("base64"));
}

function toMime(part: MailPart | undefined): string[] {
  if (part === undefined) return [];
  const isBody = isText(part) && part.name === undefined;
  return [
    `Content-Type: ${part.type}${isBody ? "; charset=utf-8" : `; name=${quoted(part.name ?? "")}`}`,
    `Content-Transfer-Encoding: ${isBody ? "8bit" : "base64"}`,
    ...(isBody ? [] : [`Content-Disposition: attachment; filename=${quoted(part.name ?? "")}`]),
  ];
}

function formatLeaf(part: MailPart): string {
  const [type = "", subtype = ""] = part.type.toUpperCase().split("/");
  const isBody = isText(part) && part.name === undefined;
  const size = encoded(part).length;
  const parameters = isBody ? '("CHARSET" "utf-8")' : `("NAME" ${quoted(part.name ?? "")})`;
  const disposition = isBody ? "NIL" : `("ATTACHMENT" ("FILENAME" ${quoted(part.name ?? "")}))`;
  const lines = isText(part) ? " 1" : "";
  return `(${quoted(type)} ${quoted(subtype)} ${parameters} NIL NIL ${isBody ? '"8BIT"' : '"BASE64"'} ${size}${lines} NIL ${disposition} NIL NIL)`;
}

function addresses(list: readonly { name: string; address: string }[]): string {
  if (list.length === 0) return "NIL";
  const rows = list.map(({ name, address }) => {
    const [mailbox = "", host = ""] = address.split("@");
    return `(${name === "" ? "NIL" : quoted(name)} NIL ${quoted(mailbox)} ${quoted(host)})`;
  });
  return `(${rows.join("")})`;
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
