/** Approvals: decisions that agents wait for. Only the operator decides; runs and channels may not call these routes. */
import { z } from "zod";
import {
  approvalDigestSchema,
  approvalIdSchema,
  approvalSchema,
  approvalStateSchema,
  DECISION_HOLD_MAX_MS,
} from "../approval.js";
import { limitQuery, type RouteDefinition, route, SMALL_BODY } from "./route.js";

const idParams = z.object({ id: approvalIdSchema });
const textSchema = z.string().max(16_000);
/** For so long the daemon holds the decision, and `undo` takes it back. Without it, it takes effect at once. */
const holdSchema = z.int().min(0).max(DECISION_HOLD_MAX_MS).optional();
const bound = { digest: approvalDigestSchema, holdMs: holdSchema };
const decision = () => ({
  params: () => idParams,
  body: () => z.strictObject({ ...bound, text: textSchema.optional() }),
  response: () => approvalSchema,
});
const shared = { method: "POST", scope: "write", bodyLimit: SMALL_BODY } as const;

export const approvalRoutes = {
  listApprovals: route(
    {
      method: "GET",
      path: "/api/approvals",
      scope: "read",
      summary: "List what waits for a decision of a person, or was decided",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          /** `all` includes those that are settled. */
          status: z.enum([...approvalStateSchema.options, "all"]).default("open"),
          /** Only those of this conversation. */
          conversation: z.string().max(200).optional(),
          limit: limitQuery(100),
        }),
      response: () => z.object({ approvals: z.array(approvalSchema) }),
    },
  ),
  getApproval: route(
    {
      method: "GET",
      path: "/api/approvals/:id",
      scope: "read",
      summary: "Get one approval with its exact content",
      bodyLimit: SMALL_BODY,
    },
    { params: () => idParams, response: () => approvalSchema },
  ),
  approveApproval: route(
    { ...shared, path: "/api/approvals/:id/approve", summary: "Approve what an agent asks for" },
    decision(),
  ),
  denyApproval: route(
    { ...shared, path: "/api/approvals/:id/deny", summary: "Deny what an agent asks for" },
    decision(),
  ),
  answerApproval: route(
    { ...shared, path: "/api/approvals/:id/answer", summary: "Answer an agent's question" },
    {
      ...decision(),
      body: () => z.strictObject({ ...bound, text: textSchema.min(1) }),
    },
  ),
  undoApproval: route(
    {
      ...shared,
      path: "/api/approvals/:id/undo",
      summary: "Take back a decision that is still held",
    },
    { params: () => idParams, response: () => approvalSchema },
  ),
} as const satisfies Record<string, RouteDefinition>;
