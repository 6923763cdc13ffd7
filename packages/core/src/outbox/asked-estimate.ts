/** The estimate of a plan that a person is asked about, as it is stored with the approval. Pure. */
import { type SpawnEstimate, spawnEstimateSchema } from "@tinyagi/contracts";

/** Of a plan that was asked about, as it was known then. */
export function estimateOfPreview(preview: string | null): SpawnEstimate | undefined {
  const stored: { estimate?: unknown } | null = preview === null ? null : JSON.parse(preview);
  return spawnEstimateSchema.safeParse(stored?.estimate).data;
}
