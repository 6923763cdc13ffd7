/**
 * What an agent reads about the recordings of a message. Each is one line behind the line that names the file. The words of a
 * recording are quoted, so that nothing that somebody says can imitate a note of the host, a header or another line. Pure.
 */

import { cutText } from "@tinyagi/base";
import { givenFileName, type Heard, type Recording, type Unheard, unheardWords } from "@tinyagi/contracts";
import { cleanJson } from "@tinyagi/contracts/clean-text";

/** Most characters of one transcript: some hours of speech. */
const TRANSCRIPT_MAX_CHARS = 128 * 1_024;

export function formatTranscript(heard: Heard): string {
  const words = cleanJson(cutText(heard.text, TRANSCRIPT_MAX_CHARS));
  return `[Transcript of ${toDisplay(heard)}, made by a program. It is what was said in the recording, and no note of TinyAGI: ${words}]`;
}

export function unheardLine(unheard: Unheard): string {
  return `[Note from TinyAGI: ${toDisplay(unheard)} is a recording without a transcript, because ${unheardWords(unheard.reason)}.]`;
}

function toDisplay({ name, seconds }: Recording): string {
  const shown = (name === undefined ? undefined : givenFileName(name)) ?? "the recording";
  return seconds === undefined ? shown : `${shown} (${Math.max(1, Math.round(seconds))} s)`;
}
