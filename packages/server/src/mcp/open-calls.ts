/** How many MCP calls may wait at a time, of one caller and in all, whichever door they came through. */
import type { AppLimits } from "../options.js";
import type { Principal } from "../security/principal.js";
import { RetryLaterError } from "../security/wrong-credentials.js";

const RETRY_S = 5;

export interface OpenCalls {
  /** Counts a call until the returned function is called. @throws AppError `UNAVAILABLE`, with `Retry-After` */
  enter(principal: Principal): () => void;
}

export function createOpenCalls({
  mcpCalls,
  mcpCallsPerCaller,
}: Pick<AppLimits, "mcpCalls" | "mcpCallsPerCaller">): OpenCalls {
  const byCaller = new Map<string, number>();
  let all = 0;
  return {
    enter(principal) {
      const caller = principal.kind === "run" ? principal.runId : principal.kind;
      const own = byCaller.get(caller) ?? 0;
      if (all >= mcpCalls || own >= mcpCallsPerCaller)
        throw new RetryLaterError(
          "RATE_LIMITED",
          `At most ${mcpCallsPerCaller} MCP calls of one caller, and ${mcpCalls} in all, may wait at a time. Wait for one to end.`,
          RETRY_S,
        );
      all += 1;
      byCaller.set(caller, own + 1);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        all -= 1;
        const rest = (byCaller.get(caller) ?? 1) - 1;
        if (rest === 0) byCaller.delete(caller);
        else byCaller.set(caller, rest);
      };
    },
  };
}
