/** Approvals: what waits for a person, and the person's decision. */
import { type ApprovalRow, approvalView } from "@tinyagi/kernel";
import type { RouteHandlers } from "../../route-handlers.js";
import { resolveWorkPlace } from "../message/work-place.js";
import type { Services } from "../services.js";

type ApprovalHandlers = Pick<
  RouteHandlers,
  "listApprovals" | "getApproval" | "approveApproval" | "denyApproval" | "answerApproval" | "undoApproval"
>;

export function approvalHandlers(services: Services): ApprovalHandlers {
  const { approvals } = services;
  const view = (row: ApprovalRow) =>
    approvalView(row, resolveWorkPlace(services, row.message_row_id, row.conversation_id));
  return {
    listApprovals: ({ query: { status, ...filter } }) => ({
      approvals: approvals.list({ ...filter, ...(status === "all" ? {} : { status }) }).map(view),
    }),
    getApproval: ({ params }) => view(approvals.get(params.id)),
    approveApproval: async ({ params, body }, { actor: by }) =>
      view(await approvals.approve(params.id, { ...body, by })),
    denyApproval: async ({ params, body }, { actor: by }) =>
      view(await approvals.deny(params.id, { ...body, by })),
    undoApproval: async ({ params }, { actor: by }) => view(await approvals.undo(params.id, by)),
    answerApproval: async ({ params, body }, { actor: by }) =>
      view(await approvals.answer(params.id, { ...body, by })),
  };
}
