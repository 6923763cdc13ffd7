/** Approvals: what waits for a person, and the person's decision. */
import { approvalView } from "@tinyagi/core";
import type { RouteHandlers } from "../route-handlers.js";
import type { Services } from "./services.js";

type ApprovalHandlers = Pick<
  RouteHandlers,
  "listApprovals" | "getApproval" | "approveApproval" | "denyApproval" | "answerApproval"
>;

export function approvalHandlers({ approvals }: Services): ApprovalHandlers {
  return {
    listApprovals: ({ query: { status, limit } }) => ({
      approvals: approvals.list({ limit, ...(status === "all" ? {} : { status }) }).map(approvalView),
    }),
    getApproval: ({ params }) => approvalView(approvals.get(params.id)),
    approveApproval: async ({ params, body }, { actor: by }) =>
      approvalView(await approvals.approve(params.id, { ...body, by })),
    denyApproval: async ({ params, body }, { actor: by }) =>
      approvalView(await approvals.deny(params.id, { ...body, by })),
    answerApproval: async ({ params, body }, { actor: by }) =>
      approvalView(await approvals.answer(params.id, { ...body, by })),
  };
}
