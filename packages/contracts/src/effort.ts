/** How much a model thinks before it answers, in the words that agent programs share. Which of them one takes is in `HARNESSES`. */
import { z } from "zod";
import { EFFORTS, type Effort } from "./vocabulary.js";

export const effortSchema = z.enum(EFFORTS);
export type { Effort };

/** What a person chose for one message. Absent: the agent's own. */
export interface RunChoice {
  readonly model?: string;
  readonly effort?: Effort;
}
