/** An approval as the API shows it. */
import type { ApprovalView, WorkPlace } from "@tinyagi/contracts";
import { parseStoredEstimate } from "../outbox/asked-estimate.js";
import { parseStoredPermission } from "../outbox/asked-permission.js";
import type { ApprovalRow } from "../store/schema.js";

export function approvalView(row: ApprovalRow, work: WorkPlace): ApprovalView {
  return {
    id: row.id,
    kind: row.kind,
    runId: row.run_id,
    conversationId: row.conversation_id,
    work,
    agent: row.agent_id,
    title: row.title,
    detail: row.detail,
    ...(row.options === null ? {} : { options: JSON.parse(row.options) }),
    ...previewOf(row),
    ...parseStoredEstimate(row),
    ...parseStoredPermission(row),
    digest: row.digest,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    status: row.status,
    ...(row.answer === null ? {} : { answer: row.answer }),
    ...(row.answered_by === null ? {} : { answeredBy: row.answered_by }),
    ...(row.settled_at === null ? {} : { answeredAt: row.settled_at }),
    ...readHeld(row),
  };
}

/** What a person has decided, while it can be taken back. */
export function readHeld(row: ApprovalRow): Pick<ApprovalView, "held"> {
  const { held_status: status, held_answer: answer, held_by: by, held_until: until } = row;
  if (status === null || by === null || until === null) return {};
  return { held: { status, ...(answer === null ? {} : { answer }), by, until } };
}

/** Without the permission, which is stored with it and is a field of its own. */
function previewOf({ kind, preview }: ApprovalRow): Pick<ApprovalView, "preview"> {
  if (preview === null) return {};
  const stored = JSON.parse(preview);
  if (kind !== "permission" || stored?.permission === undefined) return { preview: stored };
  const { permission: _own, ...shown } = stored;
  return Object.keys(shown).length === 0 ? {} : { preview: shown };
}
