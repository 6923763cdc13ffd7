/** Which programs are kept open, for those who look at them and close them. */
/** A program that is open. */
export interface OpenProgram {
  readonly agentId: string;
  /** Milliseconds since a run got it for the first time. */
  readonly openMs: number;
  readonly isWorking: boolean;
  /** Its memory; undefined where the system does not say. */
  readonly bytes: number | undefined;
}

interface OfAgent {
  readonly agentId: string;
}

/** Everything that is open. */
export interface OpenSet<P extends OfAgent> {
  /** @returns whether it is a new one */
  readonly add: (program: P) => boolean;
  readonly remove: (program: P) => void;
  readonly all: () => readonly P[];
  readonly openedAt: (program: P) => number;
}

/** @param onChange is called with the agent and how many of its programs are open now */
export function createOpenSet<P extends OfAgent>(
  now: () => number,
  onChange: (agentId: string, open: number) => void,
): OpenSet<P> {
  const opened = new Map<P, number>();
  const tell = ({ agentId }: P): void =>
    onChange(agentId, [...opened.keys()].filter((one) => one.agentId === agentId).length);
  return {
    add(program) {
      if (opened.has(program)) return false;
      opened.set(program, now());
      tell(program);
      return true;
    },
    remove(program) {
      if (opened.delete(program)) tell(program);
    },
    all: () => [...opened.keys()],
    openedAt: (program) => opened.get(program) ?? now(),
  };
}
