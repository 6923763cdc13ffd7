/** The estimate of a plan that a person is asked about, as it is stored with the approval. Pure. */
import { type SpawnEstimate, spawnEstimateSchema } from "@tinyagi/contracts";
import type { ApprovalRow } from "../store/schema.js";

/** Fields of everything that shows an approval. An estimate that nobody can read is not the same as none. */
export interface AskedEstimate {
  estimate?: SpawnEstimate;
  estimateUnreadable?: true;
}

/** Of a plan that was asked about, as it was known then. */
export function parseStoredEstimate({ kind, preview }: Pick<ApprovalRow, "kind" | "preview">): AskedEstimate {
  // What other kinds store comes from the agent.
  const stored: { estimate?: unknown } | null =
    kind !== "spawn" || preview === null ? null : JSON.parse(preview);
  if (stored?.estimate === undefined) return {};
  const { data } = spawnEstimateSchema.safeParse(stored.estimate);
  return data === undefined ? { estimateUnreadable: true } : { estimate: data };
}
