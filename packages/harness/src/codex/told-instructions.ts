/**
 * Which instructions each session of codex was told last. codex keeps those a session began with, whatever a later
 * run is started with, so a change has to be told in the prompt: once, and again when nobody knows any more, as after
 * a start of the daemon. It never takes a session for informed that is not.
 */
import { createHash } from "node:crypto";

/** A forgotten session is told once more than it needs. */
const SESSIONS_MAX = 2_000;

export interface ToldInstructions {
  isTold(sessionId: string, instructions: string): boolean;
  /** A run of the session ended well: it has them now. */
  told(sessionId: string, instructions: string): void;
}

export function createToldInstructions(sessionsMax = SESSIONS_MAX): ToldInstructions {
  const digests = new Map<string, string>();
  return {
    isTold: (sessionId, instructions) => digests.get(sessionId) === digestOf(instructions),
    told(sessionId, instructions) {
      digests.delete(sessionId);
      digests.set(sessionId, digestOf(instructions));
      for (const oldest of digests.keys()) {
        if (digests.size <= sessionsMax) return;
        digests.delete(oldest);
      }
    },
  };
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
