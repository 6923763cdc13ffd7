/** What was decided last about a program for the next session of each agent. Bounded, and nothing of it is stored. */
import type { AheadState } from "@tinyagi/contracts";

/** More agents than run at a time. */
const AGENTS_MAX = 1_000;

/** Why no program waits, where none does. */
export type AheadNote = Exclude<AheadState, "waiting">;

export interface AheadNotes {
  readonly note: (agentId: string, state: AheadNote) => void;
  /** @param waiting agents for which a program waits now */
  readonly list: (waiting: ReadonlySet<string>) => readonly { agentId: string; state: AheadState }[];
}

export function createAheadNotes(): AheadNotes {
  const notes = new Map<string, AheadNote>();
  return {
    note(agentId, state) {
      notes.delete(agentId);
      notes.set(agentId, state);
      const [oldest] = notes.keys();
      if (notes.size > AGENTS_MAX && oldest !== undefined) notes.delete(oldest);
    },
    list: (waiting) =>
      [...notes].map(([agentId, state]) => ({ agentId, state: waiting.has(agentId) ? "waiting" : state })),
  };
}
