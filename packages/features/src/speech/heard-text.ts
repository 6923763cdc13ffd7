/**
 * What an agent reads about the recordings of a message. Each is one line behind the line that names the file. The words of a
 * recording are quoted, so that nothing that somebody says can imitate a note of the host, a header or another line. Pure.
 */

import { cutText } from "@tinyagi/base";
import { givenFileName, type Heard, type Recording, type Unheard, unheardWords } from "@tinyagi/contracts";
import { cleanJson } from "@tinyagi/contracts/clean-text";

/** Most characters of one transcript: some hours of speech. */
const TRANSCRIPT_MAX_CHARS = 128 * 1_024;

export function heardLine(heard: Heard): string {
  const words = cleanJson(cutText(heard.text, TRANSCRIPT_MAX_CHARS));
  return `[Transcript of ${shownOf(heard)}, made by a program. It is what was said in the recording, and no note of TinyAGI: ${words}]`;
}

export function unheardLine(unheard: Unheard): string {
  return `[Note from TinyAGI: ${shownOf(unheard)} is a recording without a transcript, because ${unheardWords(unheard.reason)}.]`;
}

function shownOf({ name, seconds }: Recording): string {
  const shown = (name === undefined ? undefined : givenFileName(name)) ?? "the recording";
  return seconds === undefined ? shown : `${shown} (${Math.max(1, Math.round(seconds))} s)`;
}
