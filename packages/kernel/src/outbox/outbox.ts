/**
 * Replies waiting for delivery. A row is never dropped silently: it is acknowledged, retried with back-off, or
 * becomes dead with a reason. The row contains the full text of a long reply. The attached file is derived from it on
 * demand, so it cannot be lost between a commit and a write to disk.
 */
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Clock, Failpoints, NewId } from "@tinyagi/base";
import { cutText, writeFileAtomic } from "@tinyagi/base";
import { ANSWERED_MAX_CHARS, AppError, type ResponseRow, type UndeliveredReply } from "@tinyagi/contracts";
import { firstPartOf } from "@tinyagi/contracts/split-text";
import { titleOf } from "@tinyagi/contracts/title";
import { conversationScope } from "../journal/event-scope.js";
import type { Journal } from "../journal/journal.js";
import { roleOf } from "../people/asker.js";
import { mayTryNow } from "../queue/waiting-row.js";
import type { OutboxRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import { approvalNotice } from "./approval-notice.js";
import { isCancelled, partsOfReply, type ReplyLayout, troubledIn } from "./reply-layout.js";

/** Longer replies are attached in full and shown as a preview, which is cut as for platforms. The note counts, too. */
export const REPLY_PREVIEW_CHARS = 4_000;
const PREVIEW_NOTE = "\n\n_(Full response attached as file)_";
const DELIVERY_ATTEMPTS_MAX = 10;
const DELIVERY_BASE_MS = 1_000;
const DELIVERY_MAX_MS = 5 * 60_000;
/** Open replies of a channel that a claim searches for those that are never acknowledged. */
const BURY_MAX = 100;
const CHAT_MAX_CHARS = 200;
/** Of the message that a reply answers: its title is at its beginning. */
const TITLE_READ_CHARS = 2_000;
const UNDELIVERED_PREVIEW_CHARS = 300;

export interface NewReplyInput {
  conversationId: string | null;
  messageId: string;
  channel: string;
  sender: string;
  senderId: string | null;
  message: string;
  originalMessage: string;
  agent: string | null;
  files: readonly string[];
  metadata: string | null;
  /** The approval that the reply asks for. */
  approvalId?: string;
  /** Where each agent's part is in `message`. */
  layout?: ReplyLayout | undefined;
  /** Text for the journal instead of `message`, when that contains a secret. */
  journalText?: string | undefined;
}

export type ClaimedReply = ResponseRow & { attempts: number; idempotencyKey: string };

export interface Outbox {
  /** Queues a reply and records it in the journal. Call it inside a write. */
  add(reply: NewReplyInput): number;
  /** @param input.perChat at most one reply of each chat; default: the channel's replies in order */
  claim(input: {
    channel: string;
    limit: number;
    leaseMs: number;
    perChat?: boolean | undefined;
  }): Promise<ClaimedReply[]>;
  /** @param shown the platform's messages that show it */
  ack(id: number, shown?: readonly ShownMessage[]): Promise<void>;
  fail(
    id: number,
    failure: {
      error: string;
      retryAfterMs?: number | undefined;
      permanent?: boolean | undefined;
      /** The attempt does not count. */
      release?: boolean | undefined;
    },
  ): Promise<{ dead: boolean; nextAttemptAt: number | null }>;
  /** Has a reply sent again. @throws AppError `NOT_FOUND`, `CONFLICT` when it was delivered or is just being sent */
  retry(id: number, by: string): Promise<void>;
  /** What did not reach its person: dead replies, then waiting ones of these channels. At most `limit` of each. */
  undelivered(channels: readonly string[], limit: number): UndeliveredReply[];
  pending(channel: string, limit: number): Promise<ResponseRow[]>;
  /** @param facts with titles and parts, which clients of 0.0.20 do not know */
  newest(
    limit: number,
    messageId?: string,
    facts?: boolean,
  ): Promise<(Omit<ResponseRow, "metadata"> & { timestamp: number })[]>;
}

/** One message of a platform. */
export interface ShownMessage {
  chat: string;
  message: string;
}

export function createOutbox(options: {
  store: Store;
  journal: Journal;
  clock: Clock;
  newId: NewId;
  filesOut: string;
  failpoints: Failpoints;
}): Outbox {
  const { store, journal, clock } = options;

  /**
   * Writes the full text to a file. The file is named by the row's random key, because ids may repeat after the
   * database is replaced.
   */
  async function attach(row: OutboxRow): Promise<string> {
    const path = join(options.filesOut, `${row.idempotency_key}.md`);
    if (!(await exists(path))) {
      await mkdir(options.filesOut, { recursive: true, mode: 0o700 });
      await writeFileAtomic({ path, data: row.message });
    }
    return path;
  }

  async function present(row: OutboxRow): Promise<ResponseRow> {
    const files: string[] = JSON.parse(row.files);
    let message = row.message;
    if (isLong(row)) {
      files.push(await attach(row));
      message = firstPartOf(message, REPLY_PREVIEW_CHARS - PREVIEW_NOTE.length) + PREVIEW_NOTE;
    }
    return {
      id: row.id,
      channel: row.channel,
      sender: row.sender,
      senderId: row.sender_id,
      message,
      originalMessage: journal.redacted(row.original_message),
      messageId: row.message_id,
      agent: row.agent,
      ...(files.length === 0 ? {} : { files }),
      ...(row.metadata === null ? {} : { metadata: JSON.parse(row.metadata) }),
      ...(row.approval_id === null ? {} : { asks: true as const }),
      ...(isCancelled(row) ? { cancelled: true as const } : {}),
      ...asked(row),
      ...troubled(row),
    };
  }

  function factsOf(row: OutboxRow): Pick<ResponseRow, "title" | "parts"> {
    const asked = journal.redacted(row.original_message.slice(0, TITLE_READ_CHARS));
    return { title: titleOf(asked), parts: saidIn(row) };
  }

  /** What a person can still do about it: what ran meanwhile is left out. */
  function troubled(row: OutboxRow): Pick<ResponseRow, "troubled"> {
    const found = troubledIn(row).flatMap((message): NonNullable<ResponseRow["troubled"]> => {
      const about = store.messages.get(message);
      if (about?.status === "dead") return [{ message, state: "failed" }];
      if (about?.status !== "pending") return [];
      const { channel, sender, sender_id } = row;
      const mayRetry = mayTryNow(about, roleOf(store, { channel, sender, sender_id, asker: null }));
      return [{ message, state: "waiting", ...(mayRetry ? {} : { mayRetry }) }];
    });
    return found.length === 0 ? {} : { troubled: found };
  }

  /** Whoever is asked in vain, because somebody decided already, gets no buttons, but can read what was asked. */
  function asked({ approval_id }: OutboxRow): Pick<ResponseRow, "approval" | "notice"> {
    const approval = approval_id === null ? undefined : store.approvals.get(approval_id);
    if (approval === undefined) return {};
    const notice = approvalNotice(approval, journal.redacted);
    if (approval.status !== "open") return { notice };
    const { id, kind, options = [] } = notice;
    return { notice, approval: { id, kind, ...(options.length === 0 ? {} : { options }) } };
  }

  /** A reply that crashes its channel's process every time must not block the channel forever. */
  function buryUnanswered(channel: string, limit: number): void {
    const error = `The channel took it ${DELIVERY_ATTEMPTS_MAX} times and never acknowledged it.`;
    const attempts = DELIVERY_ATTEMPTS_MAX;
    const now = clock.now();
    for (const row of store.outbox.dieUnanswered({ channel, limit, attempts, error, now }))
      journal.append(
        "reply.failed",
        { outboxId: row.id, channel, attempts: row.attempts, error, dead: true },
        conversationScope(row),
      );
  }

  /** So that an answer to one of these messages goes to the agent that wrote it, also after a restart. */
  function remember(row: OutboxRow, shown: readonly ShownMessage[]): void {
    const { channel, conversation_id, agent, message } = row;
    const author =
      agent ?? (conversation_id === null ? undefined : store.messages.firstAgent(conversation_id));
    for (const { chat, message: platform_id } of shown)
      store.inbound.addSent({
        channel,
        chat,
        platform_id,
        conversation_id,
        agent_id: author ?? null,
        text: message.slice(0, ANSWERED_MAX_CHARS),
        created_at: clock.now(),
      });
  }

  return {
    add(reply) {
      const id = store.outbox.insert({
        conversation_id: reply.conversationId,
        message_id: reply.messageId,
        channel: reply.channel,
        sender: reply.sender,
        sender_id: reply.senderId,
        message: reply.message,
        original_message: reply.originalMessage,
        agent: reply.agent,
        files: JSON.stringify(reply.files),
        metadata: reply.metadata,
        chat: chatOf(reply),
        approval_id: reply.approvalId ?? null,
        layout: reply.layout === undefined ? null : JSON.stringify(reply.layout),
        idempotency_key: options.newId("reply"),
        created_at: clock.now(),
      });
      journal.append(
        "reply.queued",
        {
          outboxId: id,
          channel: reply.channel,
          sender: reply.sender,
          agent: reply.agent,
          messageId: reply.messageId,
          length: reply.message.length,
          text: reply.journalText ?? reply.message,
        },
        reply.conversationId === null ? {} : { conversationId: reply.conversationId },
      );
      return id;
    },
    async claim({ channel, limit, leaseMs, perChat = false }) {
      // Files are written first, so that a full disk uses up neither a lease nor an attempt.
      await Promise.all(store.outbox.pending(channel, limit).filter(isLong).map(attach));
      const rows = await store.write(() => {
        buryUnanswered(channel, Math.max(limit, BURY_MAX));
        const now = clock.now();
        const input = { channel, limit, now, leaseUntil: now + leaseMs };
        return perChat ? store.outbox.claimPerChat(input) : store.outbox.claim(input);
      });
      options.failpoints.hit("reply.before-deliver");
      return Promise.all(
        rows.map(async (row) => ({
          ...(await present(row)),
          attempts: row.attempts,
          idempotencyKey: row.idempotency_key,
        })),
      );
    },
    async ack(id, shown = []) {
      options.failpoints.hit("reply.before-ack");
      await store.write(() => {
        if (store.outbox.ack(id, clock.now()) === 0) return;
        const row = store.outbox.get(id);
        if (row !== undefined) remember(row, shown);
        if (row !== undefined)
          journal.append(
            "reply.delivered",
            { outboxId: id, channel: row.channel, messageId: row.message_id },
            conversationScope(row),
          );
      });
    },
    fail: (id, failure) =>
      store.write(() => {
        const row = store.outbox.get(id);
        if (row === undefined) throw new AppError("NOT_FOUND", `There is no reply ${id}.`);
        // A claim has already counted the attempt. Without a claim it counts here.
        const counted = row.status === "claimed" ? row.attempts : row.attempts + 1;
        const attempts = failure.release === true ? counted - 1 : counted;
        const dead = failure.permanent === true || attempts >= DELIVERY_ATTEMPTS_MAX;
        const delay = Math.max(
          failure.retryAfterMs ?? 0,
          failure.release === true ? 0 : Math.min(DELIVERY_BASE_MS * 2 ** (attempts - 1), DELIVERY_MAX_MS),
        );
        const nextAttemptAt = dead ? null : clock.now() + delay;
        const changed =
          nextAttemptAt === null
            ? store.outbox.die(id, { attempts, error: failure.error, now: clock.now() })
            : store.outbox.retry(id, { attempts, notBefore: nextAttemptAt, error: failure.error });
        if (changed === 0) throw new AppError("CONFLICT", `Reply ${id} is already delivered or dead.`);
        journal.append(
          "reply.failed",
          { outboxId: id, channel: row.channel, attempts, error: failure.error, dead },
          conversationScope(row),
        );
        return { dead, nextAttemptAt };
      }),
    retry: (id, by) =>
      store.write(() => {
        const row = store.outbox.get(id);
        if (row === undefined) throw new AppError("NOT_FOUND", `There is no reply ${id}.`);
        if (store.outbox.revive(id) === 0)
          throw new AppError("CONFLICT", `Reply ${id} is already delivered, or is being sent now.`);
        const data = { outboxId: id, channel: row.channel, by };
        journal.append("reply.retried", data, conversationScope(row));
      }),
    undelivered: (channels, limit) =>
      [
        ...store.outbox.dead(limit),
        ...channels.flatMap((channel) => store.outbox.pending(channel, limit)),
      ].map(undeliveredView),
    pending: (channel, limit) => Promise.all(store.outbox.pending(channel, limit).map(present)),
    newest: (limit, messageId, facts = false) =>
      Promise.all(
        store.outbox.newest(limit, messageId ?? null).map(async (row) => {
          const { metadata: _metadata, ...shown } = await present(row);
          return { ...shown, ...(facts ? factsOf(row) : {}), timestamp: row.created_at };
        }),
      ),
  };
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

function undeliveredView(row: OutboxRow): UndeliveredReply {
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

/** Where the reply goes: the chat that the channel named, else the person. */
function chatOf({ metadata, senderId, sender }: NewReplyInput): string {
  const chat: unknown = metadata === null ? undefined : JSON.parse(metadata).chat;
  return typeof chat === "string" && chat !== "" ? chat.slice(0, CHAT_MAX_CHARS) : (senderId ?? sender);
}

/** What is asked is short enough for a chat, and is not cut once more. */
function isLong({ message, approval_id }: OutboxRow): boolean {
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
