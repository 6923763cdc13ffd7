/**
 * What an agent asks, as a question of an editor, and its answer as a decision. The person sees all that is decided, as the
 * agent wrote it and in a frame that nothing of it can leave. Pure.
 */
import type { PermissionOption, RequestPermissionResponse, ToolCallUpdate } from "@agentclientprotocol/sdk";
import type { ApprovalView } from "@tinyagi/contracts";
import { literalLine } from "@tinyagi/contracts/literal-text";
import { en } from "@tinyagi/views";
import { createRenderer, type Text } from "@tinyagi/visualizer/text";
import { claimLines, commandLines, formatApprovalLines } from "../view/approval-lines.js";

export type Decision =
  | { readonly act: "approve" | "deny" }
  | { readonly act: "answer"; readonly text: string }
  /** Nobody decided here. */
  | undefined;

const APPROVE = "approve";
const DENY = "deny";

export interface EditorQuestion {
  readonly toolCall: ToolCallUpdate;
  readonly options: PermissionOption[];
}

/** @returns undefined for a question that no choice answers: it is answered elsewhere */
export function toQuestion(asked: ApprovalView): EditorQuestion | undefined {
  const options = optionsOf(asked);
  if (options.length === 0) return undefined;
  const text = fenced(claimLines(asked));
  const toolCall: ToolCallUpdate = {
    toolCallId: asked.id,
    // No word of the agent is outside the frame.
    title: `@${asked.agent} ${en.needs.asks[asked.kind]}`,
    kind: asked.permission?.command === undefined ? "other" : "execute",
    status: "pending",
    content: [{ type: "content", content: { type: "text", text } }],
  };
  return { toolCall, options };
}

/** A question that no choice answers: all of it, and the command that answers it. */
export function toStatement(asked: ApprovalView): string {
  return [fenced(formatApprovalLines(asked)), fenced(commandLines(asked))].join("\n");
}

function optionsOf({ kind, options = [] }: ApprovalView): PermissionOption[] {
  if (kind === "question")
    return options.map((name, at) => ({ optionId: String(at), name: literalLine(name), kind: "allow_once" }));
  return [
    { optionId: APPROVE, name: "Approve", kind: "allow_once" },
    { optionId: DENY, name: "Deny", kind: "reject_once" },
  ];
}

/** A block of code whose end nothing in it can be. */
function fenced(lines: readonly Text[]): string {
  const text = lines.map(createRenderer(false)).join("\n");
  const runs = text.match(/`{3,}/g) ?? [];
  const fence = "`".repeat(runs.reduce((longest, run) => Math.max(longest, run.length), 2) + 1);
  return `${fence}\n${text}\n${fence}`;
}

/** Only a clear yes approves. */
export function toDecision(
  { kind, options = [] }: ApprovalView,
  { outcome }: RequestPermissionResponse,
): Decision {
  if (outcome.outcome !== "selected") return undefined;
  if (kind !== "question") return { act: outcome.optionId === APPROVE ? "approve" : "deny" };
  const text = options[Number(outcome.optionId)];
  return text === undefined ? undefined : { act: "answer", text };
}
