/** Recordings, what was said in them, and why one has no transcript. Pages load it without a validator. */

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
