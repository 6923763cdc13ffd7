/** What a worker needs for a run besides what is on its disk. */
import { agentConfigSchema, type InvokeRequest } from "@tinyagi/contracts";
import { z } from "zod";

/** The worker knows where the agent works. */
export type PlacedRequest = Omit<InvokeRequest, "cwd" | "workspace">;

export interface PlacedRun {
  readonly request: PlacedRequest;
  /** Those settings of the daemon's home that the run uses. */
  readonly settings: unknown;
  /** The conversation of the run; `null` when it may not call the API. */
  readonly conversationId: string | null;
  /** Places below the folder of received files that the run may open. */
  readonly files: readonly string[];
}

/** The daemon is trusted: it may run whatever it wants here. Only what names folders is checked. */
const placedRunSchema = z.object({
  request: z.looseObject({
    runId: z.string().min(1).max(200),
    agentId: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/),
    agent: agentConfigSchema,
    prompt: z.string(),
    systemPrompt: z.string(),
  }),
  settings: z.json(),
  conversationId: z.string().max(200).nullable().default(null),
  files: z
    .array(
      z.string().regex(/^(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}\/){0,2}[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/),
    )
    .max(100)
    .default([]),
});

/** @returns undefined for what this release cannot run */
export function readRun(run: unknown): PlacedRun | undefined {
  return placedRunSchema.safeParse(run).data as PlacedRun | undefined;
}

export function toPlacedRequest({
  cwd: _cwd,
  workspace: _workspace,
  ...request
}: InvokeRequest): PlacedRequest {
  return request;
}
