/**
 * The approvals of a conversation that a person follows: each is shown at once. At a terminal the person decides right
 * there, one after another, about exactly the content that was shown; elsewhere the commands that decide are printed,
 * or, with `--json`, the approval itself.
 * An approval that is decided elsewhere takes its question back.
 */
import type { Client } from "@tinyagi/client";
import { type ApprovalView, isAppError, type JournalEvent } from "@tinyagi/contracts";
import type { CliContext } from "../../context/context.js";
import { askText, canAsk } from "../../prompt/ask.js";
import {
  type AskedApproval,
  approvalNotice,
  commandLines,
  formatApprovalLines,
} from "../../view/approval-lines.js";

export interface ApprovalDeskOptions {
  client: Client;
  /** Frees the screen for a question, until `release`. */
  hold: () => void;
  release: () => void;
  /** A question could not be asked, or the person wants to leave. */
  onFailure: (error: unknown) => void;
}

export interface ApprovalDesk {
  event: (event: JournalEvent) => void;
  /** Looks for approvals whose events were missed. Never rejects. */
  refresh: (conversationId: string) => Promise<void>;
  /** Ids of the replies that only announce an approval. */
  readonly announcements: ReadonlySet<number>;
  /** Takes an open question back. */
  close: () => Promise<void>;
}

export function openApprovalDesk(context: CliContext, options: ApprovalDeskOptions): ApprovalDesk {
  const { output } = context;
  const seen = new Set<string>();
  const settled = new Set<string>();
  const announcements = new Set<number>();
  const closing = new AbortController();
  const signal = AbortSignal.any([context.signal, closing.signal]);
  const reading = { ...context, signal };
  let open: { id: string; withdraw: AbortController } | undefined;
  let work: Promise<void> = Promise.resolve();

  /** An event has no room for everything. Nobody decides about a part of it. */
  const takeWhole = (id: string): Promise<void> =>
    orHint(reading, `An agent asks you. See: tinyagi approvals ${id}`, async () =>
      take(await options.client.call("getApproval", { params: { id }, signal })),
    );

  function take(asked: AskedApproval): void {
    if (seen.has(asked.id)) return;
    seen.add(asked.id);
    if (canAsk(context)) work = work.then(() => decide(asked)).catch(options.onFailure);
    else print(output, asked);
  }

  async function decide(asked: AskedApproval): Promise<void> {
    if (settled.has(asked.id) || closing.signal.aborted) return;
    const withdraw = new AbortController();
    open = { id: asked.id, withdraw };
    options.hold();
    try {
      const text = await askAbout({ ...context, signal: AbortSignal.any([signal, withdraw.signal]) }, asked);
      if (text !== "") await send(options.client, asked, { text, signal: context.signal });
    } catch (error) {
      if (closing.signal.aborted) return;
      if (withdraw.signal.aborted) output.talk(`${asked.id} needs no decision any more.`);
      else output.talk(tooLate(error));
    } finally {
      open = undefined;
      options.release();
    }
  }

  function settle(id: string): void {
    settled.add(id);
    if (open?.id === id) open.withdraw.abort();
  }

  return {
    announcements,
    event(event) {
      switch (event.type) {
        case "approval.requested": {
          const { approvalId: id, replyId, partial, ...asked } = event.data;
          if (replyId !== undefined) announcements.add(replyId);
          if (partial === true) return void takeWhole(id);
          return take({ id, ...asked });
        }
        case "approval.answered":
        case "approval.expired":
        case "approval.cancelled":
          return settle(event.data.approvalId);
        default:
      }
    },
    refresh: (conversationId) =>
      orHint(reading, "Approvals may be missing here. See: tinyagi approvals", async () => {
        const { approvals } = await options.client.call("listApprovals", { query: {}, signal });
        for (const one of approvals) if (one.conversationId === conversationId) take(one);
        const isOpen = new Set(approvals.map(({ id }) => id));
        for (const id of seen) if (!isOpen.has(id)) settle(id);
      }),
    async close() {
      closing.abort();
      await work;
    },
  };
}

/** The answer of the conversation matters more; the command shows what was asked. */
async function orHint(
  { output, signal }: CliContext,
  hint: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch {
    if (!signal.aborted) output.talk(hint);
  }
}

/** For those who cannot be asked here. */
function print(output: CliContext["output"], asked: AskedApproval): void {
  output.talkLines((columns) => [...formatApprovalLines(asked, columns), ...commandLines(asked)]);
  output.notice(approvalNotice(asked));
}

/** Somebody else was faster, or it expired. @throws any other error */
function tooLate(error: unknown): string {
  if (isAppError(error) && error.code.startsWith("APPROVAL_")) return error.message;
  throw error;
}

/** @returns an empty text to decide later */
async function askAbout(context: CliContext, asked: AskedApproval): Promise<string> {
  const { output } = context;
  output.talkLines((columns) => formatApprovalLines(asked, columns));
  const text = await typed(context, asked);
  if (text === "") for (const line of ["Decide later:", ...commandLines(asked)]) output.talk(line);
  return text;
}

async function typed(context: CliContext, { id, kind }: AskedApproval): Promise<string> {
  const message =
    kind === "question"
      ? `Your answer to ${id} (empty: answer later)`
      : `Approve ${id}? y, n, or your reason to deny it (empty: decide later)`;
  return (await askText(context, { message, flag: "" })).trim();
}

/** Only a clear yes approves. Any other text denies, and is the reason. */
function send(
  client: Client,
  { id, kind, digest }: AskedApproval,
  { text, signal }: { text: string; signal: AbortSignal },
): Promise<ApprovalView> {
  const params = { id };
  if (kind === "question") return client.call("answerApproval", { params, body: { digest, text }, signal });
  if (/^y(es)?$/i.test(text)) return client.call("approveApproval", { params, body: { digest }, signal });
  const reason = /^no?$/i.test(text) ? {} : { text };
  return client.call("denyApproval", { params, body: { digest, ...reason }, signal });
}
