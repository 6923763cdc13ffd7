/** What an act on a run is about. */
import type { Run } from "../../lib/queries";

export interface Target {
  run: Run;
  /** The part of the graph; undefined for the whole message. */
  node: string | undefined;
  prompt: string;
}

export interface DialogProps {
  target: Target;
  onClose: () => void;
}

/** Of an act that needs to know no more of a run than which one it is. */
export interface ActProps {
  target: Pick<Target, "node" | "prompt"> & { run: Pick<Run, "runId"> };
  /** Where the new conversation opens. Default: as a run. */
  toHref?: (conversation: string) => string;
  onClose: () => void;
}
