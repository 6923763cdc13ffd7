/** Asks a person about what an agent program wants to do, with TinyAGI's own tool for it. */
import type { HarnessMcp } from "@tinyagi/contracts";
import { createApprover } from "./permission.js";

/** What the program wants to do. */
export interface PermissionQuestion {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly callId: string;
}

/** @returns why it is denied; undefined when a person allowed it. @throws what the client throws */
export type Permit = (question: PermissionQuestion, signal: AbortSignal) => Promise<string | undefined>;

/** One connection for each question: they are rare, and a kept program works for one run after another. */
export function createPermit({ url, token }: Pick<HarnessMcp, "url" | "token">): Permit {
  return async (question, signal) => {
    // The libraries of models are no part of the daemon's start.
    const { connectMcpTools } = await import("@tinyagi/agents");
    await using own = await connectMcpTools({ url, headers: { authorization: `Bearer ${token}` } });
    const decision = await createApprover(own, { signal, onDenied: () => {} })(question);
    return decision.approved ? undefined : decision.reason;
  };
}
