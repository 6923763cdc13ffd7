/** What a run perceives of the files that its prompt names: texts and pictures beside the prompt. */
import type { Heard, RunPicture, Unheard } from "@tinyagi/contracts";

export interface PerceivedRun {
  readonly runId: string;
  readonly agentId: string;
  readonly prompt: string;
}

export interface Perceived {
  /** With a line behind that of each recording. */
  readonly prompt: string;
  readonly heard: readonly Heard[];
  readonly unheard: readonly Unheard[];
  readonly pictures: readonly RunPicture[];
}

/** @throws the reason of the signal */
export type Perceive = (run: PerceivedRun, signal: AbortSignal) => Promise<Perceived>;

/** For a prompt without files. */
export function unperceived(prompt: string): Perceived {
  return { prompt, heard: [], unheard: [], pictures: [] };
}
