/** What became of the recordings in a message: facts for the journal, which agents, pages and terminals put into words. */
import { z } from "zod";

/**
 * Why a recording has no transcript. `unset`: nobody set one up. `unusable`: the settings cannot be used. `login`: the key is
 * refused. `refused`: the endpoint does not take the recording. `down`: it gave no answer in time. `unknown`: it is not known
 * whether it was transcribed, and it is not paid for twice. `too_long`, `too_large`, `too_many`: a limit. `no_sandbox`: the
 * command needs one. `failed`: the command failed. `empty`: nothing was said.
 */
export const UNHEARD_REASONS = [
  "unset",
  "unusable",
  "login",
  "refused",
  "down",
  "unknown",
  "too_long",
  "too_large",
  "too_many",
  "no_sandbox",
  "failed",
  "empty",
] as const;
export type UnheardReason = (typeof UNHEARD_REASONS)[number];

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
      costUsd: z.number().nonnegative().optional().describe("What it cost, if it was transcribed for this run."),
    })
    .describe("A recording that a message came with was given to its agent as text."),
  "recording.not_transcribed": z
    .object({ ...recording, reason: z.enum(UNHEARD_REASONS) })
    .describe("A recording was given to its agent without a transcript."),
} as const;

/** A recording and what is known of it. */
export interface Recording {
  /** As the message names it. */
  readonly path: string;
  readonly name?: string;
  readonly seconds?: number;
}

export interface Heard extends Recording {
  readonly text: string;
  readonly by: string;
  readonly costUsd?: number;
}

export interface Unheard extends Recording {
  readonly reason: UnheardReason;
}

const UNHEARD: Readonly<Record<UnheardReason, string>> = {
  unset: "no transcription is set up",
  unusable: "the settings of the transcription cannot be used",
  login: "the transcription service refuses the key",
  refused: "the transcription service did not accept it",
  down: "the transcription service did not answer",
  unknown: "the transcription was interrupted, and it is not paid for twice",
  too_long: "it is longer than the limit of the settings",
  too_large: "it is larger than 25 MB",
  too_many: "the message has too many recordings",
  no_sandbox: "the transcription program needs bubblewrap, which this machine does not have",
  failed: "the transcription program failed",
  empty: "no words were found in it",
};

/** The reason as words that follow "because". */
export function unheardWords(reason: UnheardReason): string {
  return UNHEARD[reason];
}

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
