/** What became of the recordings in a message: facts for the journal, which agents, pages and terminals put into words. */
import { z } from "zod";
import { UNHEARD_REASONS } from "./unheard.js";

const recording = {
  agent: z.string(),
  file: z.string().describe("Path of the recording, as the message names it."),
  name: z.string().optional().describe("What its sender called it."),
  seconds: z.number().nonnegative().optional().describe("Its length, where the file says so."),
};

export const transcriptEvents = {
  "recording.transcribed": z
    .object({
      ...recording,
      text: z.string().describe("The words of the recording. Outside text; a long one is cut."),
      by: z.string().describe("The model or the program that wrote it."),
      costUsd: z
        .number()
        .nonnegative()
        .optional()
        .describe("What it cost, if it was transcribed for this run."),
    })
    .describe("A recording that a message came with was given to its agent as text."),
  "recording.not_transcribed": z
    .object({ ...recording, reason: z.enum(UNHEARD_REASONS) })
    .describe("A recording was given to its agent without a transcript."),
} as const;

/** What an endpoint with OpenAI's API answers. Only the text is sure. */
export const transcriptionAnswerSchema = z.object({
  text: z.string(),
  duration: z.number().nonnegative().optional().catch(undefined),
  usage: z.object({ seconds: z.number().nonnegative() }).optional().catch(undefined),
});

/** The file beside a recording. `asked`: an endpoint was asked, and its answer is not known. */
export const storedTranscriptSchema = z.discriminatedUnion("state", [
  z.object({ version: z.literal(1), state: z.literal("asked") }),
  z.object({ version: z.literal(1), state: z.literal("done"), text: z.string(), by: z.string() }),
]);
export type StoredTranscript = z.infer<typeof storedTranscriptSchema>;
