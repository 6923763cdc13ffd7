/**
 * The questions of a prompt's agents: each is asked in the editor with its whole content, and is decided about exactly that.
 * One that is decided elsewhere is taken back. Never rejects.
 */
import {
  type AgentContext,
  methods,
  type RequestPermissionResponse,
  type SessionUpdate,
} from "@agentclientprotocol/sdk";
import type { Client } from "@tinyagi/client";
import { type ApprovalView, isAppError, type JournalEvent } from "@tinyagi/contracts";
import { type Decision, type EditorQuestion, toDecision, toQuestion, toStatement } from "./decision.js";
import { textChunk } from "./updates.js";

export interface EditorDeskParts {
  readonly tinyagi: Client;
  readonly editor: AgentContext;
  readonly sessionId: string;
  readonly signal: AbortSignal;
  readonly show: (updates: readonly SessionUpdate[]) => void;
}

export interface EditorDesk {
  readonly event: (event: JournalEvent) => void;
  /** Looks for questions whose events were missed. */
  readonly refresh: (conversationId: string) => Promise<void>;
  /** Ids of the replies that only announce a question. */
  readonly announcements: ReadonlySet<number>;
}

export function openEditorDesk(parts: EditorDeskParts): EditorDesk {
  const { tinyagi, signal, show } = parts;
  const say = (text: string): void => show([textChunk(`\n\n${text}\n\n`)]);
  const open = new Map<string, AbortController>();
  /** Questions that the editor shows as open. */
  const asked = new Set<string>();
  const announcements = new Set<number>();

  async function take(id: string): Promise<void> {
    if (open.has(id)) return;
    const withdraw = new AbortController();
    open.set(id, withdraw);
    try {
      // An event has no room for everything. Nobody decides about a part of it.
      const approval = await tinyagi.call("getApproval", { params: { id }, signal });
      if (approval.status !== "open" || withdraw.signal.aborted) return;
      const question = toQuestion(approval);
      if (question === undefined) return say(toStatement(approval));
      asked.add(id);
      const decision = toDecision(approval, await request(parts, question, withdraw.signal));
      if (decision === undefined || signal.aborted) return;
      if (withdraw.signal.aborted) return say(`What @${approval.agent} asked was already decided.`);
      await send(parts, approval, decision);
      end(id, decision.act !== "deny");
    } catch (error) {
      if (signal.aborted) return;
      // Somebody else was faster, or it expired; else the question is still listed by the command.
      if (isAppError(error) && error.code.startsWith("APPROVAL_")) say(error.message);
      else if (!withdraw.signal.aborted) say(`An agent asks you. See: tinyagi approvals ${id}`);
    }
  }

  /** The editor shows a question as open until it is told its end. */
  function end(id: string, isAgreed: boolean): void {
    if (!asked.delete(id)) return;
    const status = isAgreed ? "completed" : "failed";
    show([{ sessionUpdate: "tool_call_update", toolCallId: id, status }]);
  }

  function settle(id: string, isAgreed: boolean): void {
    open.get(id)?.abort();
    end(id, isAgreed);
  }

  return {
    announcements,
    event(event) {
      switch (event.type) {
        case "approval.requested":
          if (event.data.replyId !== undefined) announcements.add(event.data.replyId);
          return void take(event.data.approvalId);
        case "approval.answered":
          return settle(event.data.approvalId, event.data.status !== "denied");
        case "approval.expired":
        case "approval.cancelled":
          return settle(event.data.approvalId, false);
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

/** Asks in the editor. @param withdrawn by a decision elsewhere */
function request(
  { editor, sessionId, signal }: EditorDeskParts,
  question: EditorQuestion,
  withdrawn: AbortSignal,
): Promise<RequestPermissionResponse> {
  return editor.request<RequestPermissionResponse>(
    methods.client.session.requestPermission,
    Object.assign({ sessionId }, question),
    { cancellationSignal: AbortSignal.any([signal, withdrawn]) },
  );
}

/** @throws AppError `APPROVAL_…` when somebody else was faster, or it expired */
async function send(
  { tinyagi, signal }: EditorDeskParts,
  { id, digest }: ApprovalView,
  decision: NonNullable<Decision>,
): Promise<void> {
  const params = { id };
  if (decision.act === "answer")
    await tinyagi.call("answerApproval", { params, body: { digest, text: decision.text }, signal });
  else if (decision.act === "approve")
    await tinyagi.call("approveApproval", { params, body: { digest }, signal });
  else await tinyagi.call("denyApproval", { params, body: { digest }, signal });
}
