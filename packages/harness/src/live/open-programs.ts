/** Which programs are kept open, for those who look at them and close them. */
import type { KeptProgram } from "./pool.js";

/** A program that is open. */
export interface OpenProgram {
  readonly agentId: string;
  /** Milliseconds since it was kept for the first time. */
  readonly openMs: number;
  readonly isWorking: boolean;
  /** Its memory; undefined where the system does not say. */
  readonly bytes: number | undefined;
}

/** Everything that is open. */
export interface OpenSet {
  readonly add: (program: KeptProgram) => void;
  readonly remove: (program: KeptProgram) => void;
  readonly all: () => readonly KeptProgram[];
  readonly openedAt: (program: KeptProgram) => number;
}

/** @param onChange is called with the agent and how many of its programs are open now */
export function createOpenSet(now: () => number, onChange: (agentId: string, open: number) => void): OpenSet {
  const opened = new Map<KeptProgram, number>();
  const tell = ({ agentId }: KeptProgram): void =>
    onChange(agentId, [...opened.keys()].filter((one) => one.agentId === agentId).length);
  return {
    add(program) {
      if (opened.has(program)) return;
      opened.set(program, now());
      tell(program);
    },
    remove(program) {
      if (opened.delete(program)) tell(program);
    },
    all: () => [...opened.keys()],
    openedAt: (program) => opened.get(program) ?? now(),
  };
}
