/** What a person is asked to permit, as it is stored with the approval. Pure. */
import { type PermissionFacts, permissionFactsSchema } from "@tinyagi/contracts";
import type { ApprovalRow } from "../store/schema.js";

/** Absent in approvals of an older version. */
export function parseStoredPermission({ kind, preview }: Pick<ApprovalRow, "kind" | "preview">): {
  permission?: PermissionFacts;
} {
  if (kind !== "permission" || preview === null) return {};
  const stored: { permission?: unknown } = JSON.parse(preview);
  const { data } = permissionFactsSchema.safeParse(stored.permission);
  return data === undefined ? {} : { permission: data };
}
