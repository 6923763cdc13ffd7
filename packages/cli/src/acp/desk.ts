/**
 * The questions of a prompt's agents: each is asked in the editor with its whole content, and is decided about exactly that.
 * One that is decided elsewhere is taken back. Never rejects.
 */
import { type AgentContext, methods, type RequestPermissionResponse } from "@agentclientprotocol/sdk";
import type { Client } from "@tinyagi/client";
import { type ApprovalView, isAppError, type JournalEvent } from "@tinyagi/contracts";
import { toDecision, toQuestion, toStatement } from "./decision.js";

export interface EditorDeskParts {
  readonly tinyagi: Client;
  readonly editor: AgentContext;
  readonly sessionId: string;
  readonly signal: AbortSignal;
  /** Says something to the person. */
  readonly say: (text: string) => void;
}

export interface EditorDesk {
  readonly event: (event: JournalEvent) => void;
  /** Looks for questions whose events were missed. */
  readonly refresh: (conversationId: string) => Promise<void>;
  /** Ids of the replies that only announce a question. */
  readonly announcements: ReadonlySet<number>;
}

export function openEditorDesk(parts: EditorDeskParts): EditorDesk {
  const { tinyagi, signal, say } = parts;
  const open = new Map<string, AbortController>();
  const announcements = new Set<number>();

  async function take(id: string): Promise<void> {
    if (open.has(id)) return;
    const withdraw = new AbortController();
    open.set(id, withdraw);
    try {
      // An event has no room for everything. Nobody decides about a part of it.
      const asked = await tinyagi.call("getApproval", { params: { id }, signal });
      if (asked.status === "open") await ask(parts, asked, AbortSignal.any([signal, withdraw.signal]));
    } catch (error) {
      if (signal.aborted || withdraw.signal.aborted) return;
      // Somebody else was faster, or it expired; else the question is still listed by the command.
      say(
        isAppError(error) && error.code.startsWith("APPROVAL_")
          ? error.message
          : `An agent asks you. See: tinyagi approvals ${id}`,
      );
    }
  }

  return {
    announcements,
    event(event) {
      switch (event.type) {
        case "approval.requested":
          if (event.data.replyId !== undefined) announcements.add(event.data.replyId);
          return void take(event.data.approvalId);
        case "approval.answered":
        case "approval.expired":
        case "approval.cancelled":
          return open.get(event.data.approvalId)?.abort();
        default:
      }
    },
    async refresh(conversationId) {
      try {
        const { approvals } = await tinyagi.call("listApprovals", { query: {}, signal });
        for (const one of approvals) if (one.conversationId === conversationId) void take(one.id);
      } catch {
        if (!signal.aborted) say("Questions of agents may be missing here. See: tinyagi approvals");
      }
    },
  };
}

async function ask(
  { tinyagi, editor, sessionId, signal, say }: EditorDeskParts,
  asked: ApprovalView,
  cancellationSignal: AbortSignal,
): Promise<void> {
  const { id, digest } = asked;
  const question = toQuestion(asked);
  if (question === undefined) {
    say(toStatement(asked));
    return;
  }
  const request = Object.assign({ sessionId }, question);
  const response = await editor.request<RequestPermissionResponse>(
    methods.client.session.requestPermission,
    request,
    {
      cancellationSignal,
    },
  );
  const decision = toDecision(asked, response);
  if (decision === undefined || cancellationSignal.aborted) return;
  const params = { id };
  if (decision.act === "answer")
    await tinyagi.call("answerApproval", { params, body: { digest, text: decision.text }, signal });
  else if (decision.act === "approve")
    await tinyagi.call("approveApproval", { params, body: { digest }, signal });
  else await tinyagi.call("denyApproval", { params, body: { digest }, signal });
}
