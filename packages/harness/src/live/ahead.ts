/** Which programs are opened ahead, for a session that is still to come. Pure: one that nobody may need is never opened. */
import type { HarnessRequest, InvokeRequest } from "@tinyagi/contracts";
import { changedPart, type LiveBasis } from "./basis.js";
import type { KeepLimits } from "./eviction.js";

/** A program that waits, as this decision sees it. */
export interface WaitingProgram {
  readonly agentId: string;
  readonly basis: LiveBasis;
  readonly isAhead: boolean;
  readonly bytes: number;
}

/** What is known when a program could be opened ahead. */
export interface AheadFacts {
  readonly agentId: string;
  readonly basis: LiveBasis;
  readonly limits: KeepLimits;
  readonly idle: readonly WaitingProgram[];
  /** Those that are being opened. */
  readonly opening: number;
  /** Memory of a program of this kind; 0 where nobody can measure it. */
  readonly bytes: number;
}

/**
 * `open`: one is opened. `there`: one waits already. `outdated`: one of the agent waits that no longer fits; it is closed, and
 * a new one opened. `enough`: as many wait as the settings allow. `too_many`, `memory`: another one would be over a limit.
 */
export type AheadVerdict = "open" | "there" | "outdated" | "enough" | "too_many" | "memory" | "off";

/** Whether a program is opened ahead, and why not. */
export function decideAhead({ agentId, basis, limits, idle, opening, bytes }: AheadFacts): AheadVerdict {
  if (limits.spares === 0) return "off";
  const ahead = idle.filter(({ isAhead }) => isAhead);
  const own = ahead.filter((one) => one.agentId === agentId);
  if (own.some((one) => changedPart(one.basis, basis) === undefined)) return "there";
  if (own.length > 0) return "outdated";
  if (ahead.length + opening >= limits.spares) return "enough";
  if (idle.length + opening >= limits.maxIdle) return "too_many";
  const used = idle.reduce((sum, one) => sum + one.bytes, 0);
  return used + bytes > limits.maxIdleBytes ? "memory" : "open";
}

/** Whether another session of the agent may begin soon: this run began one, in the agent's own folder. */
export function expectsSession(
  request: Pick<InvokeRequest, "lane" | "agent">,
  { sessionId, cwd, workspace = cwd }: Pick<HarnessRequest, "sessionId" | "cwd" | "workspace">,
): boolean {
  return (
    request.lane !== undefined && !hasOneSession(request) && sessionId === undefined && cwd === workspace
  );
}

/** Whether all messages of the agent share a session. A sub-agent has none that lasts. */
export function hasOneSession({
  lane,
  agent: { sessionScope = "agent" },
}: Pick<InvokeRequest, "lane" | "agent">): boolean {
  return lane !== undefined && sessionScope === "agent";
}

/** A request without anything of the run that it is from. */
export function forNobody(request: HarnessRequest): HarnessRequest {
  const { runId: _run, work: _work, pictures: _pictures, ...lasting } = request;
  const { sessionId: _session, sessionTotals: _totals, ...fresh } = lasting;
  return { ...fresh, runId: "", prompt: "" };
}
