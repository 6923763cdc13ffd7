/**
 * Remembers which instructions each codex session received last. codex keeps the instructions that a session started
 * with, so the prompt has to repeat changed ones: once, and again after a restart of the daemon, which forgets them. Must
 * never report that a session knows instructions that it may not have received.
 */
import { createHash } from "node:crypto";

/** A session dropped because of this limit gets its instructions once more, which does no harm. */
const SESSIONS_MAX = 2_000;

export interface KnownInstructions {
  knows(sessionId: string, instructions: string): boolean;
  /** Call it when a run of the session has succeeded: the session has received the instructions. */
  remember(sessionId: string, instructions: string): void;
}

export function createKnownInstructions(sessionsMax = SESSIONS_MAX): KnownInstructions {
  const digests = new Map<string, string>();
  return {
    knows: (sessionId, instructions) => digests.get(sessionId) === computeDigest(instructions),
    remember(sessionId, instructions) {
      digests.delete(sessionId);
      digests.set(sessionId, computeDigest(instructions));
      for (const oldest of digests.keys()) {
        if (digests.size <= sessionsMax) return;
        digests.delete(oldest);
      }
    },
  };
}

function computeDigest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
