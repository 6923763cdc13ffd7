/** A stored reply as its reader gets it. The attached file of a long one is derived from the row on demand. */
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { cutText, writeFileAtomic } from "@tinyagi/base";
import type { ResponseRow, UndeliveredReply } from "@tinyagi/contracts";
import { takeFirstPart } from "@tinyagi/contracts/split-text";
import { toTitle } from "@tinyagi/contracts/title";
import { findRole } from "../people/asker.js";
import { mayTryNow } from "../queue/waiting-row.js";
import type { OutboxRow } from "../store/schema.js";
import { approvalNotice } from "./approval-notice.js";
import type { OutboxParts } from "./outbox-parts.js";
import { isCancelled, partsOfReply, troubledIn } from "./reply-layout.js";

/** Longer replies are attached in full and shown as a preview, which is cut as for platforms. The note counts, too. */
export const REPLY_PREVIEW_CHARS = 4_000;
const PREVIEW_NOTE = "\n\n_(Full response attached as file)_";
/** Of the message that a reply answers: its title is at its beginning. */
const TITLE_READ_CHARS = 2_000;
const UNDELIVERED_PREVIEW_CHARS = 300;

/** A reply as the API shows it. */
export async function present(parts: OutboxParts, row: OutboxRow): Promise<ResponseRow> {
  const files: string[] = JSON.parse(row.files);
  let message = row.message;
  if (isLong(row)) {
    files.push(await attach(parts, row));
    message = takeFirstPart(message, REPLY_PREVIEW_CHARS - PREVIEW_NOTE.length) + PREVIEW_NOTE;
  }
  return {
    id: row.id,
    channel: row.channel,
    sender: row.sender,
    senderId: row.sender_id,
    message,
    originalMessage: parts.journal.redacted(row.original_message),
    messageId: row.message_id,
    agent: row.agent,
    ...(files.length === 0 ? {} : { files }),
    ...(row.metadata === null ? {} : { metadata: JSON.parse(row.metadata) }),
    ...(row.approval_id === null ? {} : { asks: true as const }),
    ...(isCancelled(row) ? { cancelled: true as const } : {}),
    ...asked(parts, row),
    ...troubled(parts, row),
  };
}

/** What a list shows of it. */
export function factsOf(
  { journal, store }: OutboxParts,
  row: OutboxRow,
): Pick<ResponseRow, "title" | "parts"> {
  const { conversation_id: id, original_message: text } = row;
  const written = id === null ? undefined : store.conversations.get(id)?.title;
  const title = written ?? toTitle(journal.redacted(text.slice(0, TITLE_READ_CHARS)));
  return { title: journal.redacted(title), parts: saidIn(row) };
}

/** What each agent said, in a list: the beginning of its words. */
function saidIn(row: OutboxRow): ResponseRow["parts"] {
  return (
    partsOfReply(row).parts?.map(({ agent, text, failure, waiting }) => ({
      agent,
      text: text === null ? null : cutText(text, REPLY_PREVIEW_CHARS),
      failure: failure?.reason ?? null,
      waiting,
    })) ?? null
  );
}

/** A reply that did not reach its person. */
export function undeliveredView(row: OutboxRow): UndeliveredReply {
  const isDead = row.status === "dead";
  return {
    id: row.id,
    channel: row.channel,
    sender: row.sender,
    agent: row.agent,
    conversationId: row.conversation_id,
    preview: row.message.slice(0, UNDELIVERED_PREVIEW_CHARS),
    state: isDead ? "dead" : "waiting",
    attempts: row.attempts,
    reason: row.last_error,
    nextAttemptAt: isDead ? null : row.not_before,
    createdAt: row.created_at,
  };
}

/**
 * Writes the full text to a file. The file is named by the row's random key, because ids may repeat after the
 * database is replaced.
 */
export async function attach({ filesOut }: Pick<OutboxParts, "filesOut">, row: OutboxRow): Promise<string> {
  const path = join(filesOut, `${row.idempotency_key}.md`);
  if (!(await exists(path))) {
    await mkdir(filesOut, { recursive: true, mode: 0o700 });
    await writeFileAtomic({ path, data: row.message });
  }
  return path;
}

/** What a person can still do about it: what ran meanwhile is left out. */
function troubled({ store }: OutboxParts, row: OutboxRow): Pick<ResponseRow, "troubled"> {
  const found = troubledIn(row).flatMap((message): NonNullable<ResponseRow["troubled"]> => {
    const about = store.messages.get(message);
    if (about?.status === "dead") return [{ message, state: "failed" }];
    if (about?.status !== "pending") return [];
    const { channel, sender, sender_id } = row;
    const mayRetry = mayTryNow(about, findRole(store, { channel, sender, sender_id, asker: null }));
    return [{ message, state: "waiting", ...(mayRetry ? {} : { mayRetry }) }];
  });
  return found.length === 0 ? {} : { troubled: found };
}

/** Whoever is asked in vain, because somebody decided already, gets no buttons, but can read what was asked. */
function asked(
  { store, journal }: OutboxParts,
  { approval_id }: OutboxRow,
): Pick<ResponseRow, "approval" | "notice"> {
  const approval = approval_id === null ? undefined : store.approvals.get(approval_id);
  if (approval === undefined) return {};
  const notice = approvalNotice(approval, journal.redacted);
  if (approval.status !== "open") return { notice };
  const { id, kind, options = [] } = notice;
  return { notice, approval: { id, kind, ...(options.length === 0 ? {} : { options }) } };
}

/** What is asked is short enough for a chat, and is not cut once more. */
export function isLong({ message, approval_id }: OutboxRow): boolean {
  return approval_id === null && message.length > REPLY_PREVIEW_CHARS;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    // A missing file is normal. Any other problem shows when the file is written.
    return false;
  }
}
