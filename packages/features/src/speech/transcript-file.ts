/**
 * The transcript of a recording, in a file beside it. Guarantees: it is whole or absent. Before an endpoint is asked that
 * takes money, the file says so: after a crash nobody knows whether the transcription was paid for, and it is not paid for
 * twice.
 */
import { rm } from "node:fs/promises";
import { openRegularFile, readCapped, writeFileAtomic } from "@tinyagi/base";
import { type StoredTranscript, storedTranscriptSchema } from "@tinyagi/contracts";

/** Follows the name of the recording. */
const TRANSCRIPT_ENDING = ".transcript.json";
const MAX_BYTES = 1_024 * 1_024;

function transcriptPath(recording: string): string {
  return recording + TRANSCRIPT_ENDING;
}

/** The recording that a transcript belongs to; any other name is returned unchanged. */
export function toRecordingName(name: string): string {
  return name.endsWith(TRANSCRIPT_ENDING) ? name.slice(0, -TRANSCRIPT_ENDING.length) : name;
}

/** @returns undefined when there is none that can be read */
export async function readTranscript(recording: string): Promise<StoredTranscript | undefined> {
  const path = transcriptPath(recording);
  const opened = await openRegularFile(path, () => true);
  if (!opened.ok) return undefined;
  try {
    const bytes = await readCapped(opened.handle, MAX_BYTES);
    return bytes === null
      ? undefined
      : storedTranscriptSchema.safeParse(JSON.parse(bytes.toString("utf8"))).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  } finally {
    await opened.handle.close();
  }
}

export async function markRequested(recording: string): Promise<void> {
  await write(recording, { version: 1, state: "asked" });
}

/** Nothing was paid: it may be asked for again. */
export async function noteUnpaid(recording: string): Promise<void> {
  await rm(transcriptPath(recording), { force: true });
}

export async function storeTranscript(
  recording: string,
  { text, by }: { text: string; by: string },
): Promise<void> {
  await write(recording, { version: 1, state: "done", text, by });
}

async function write(recording: string, stored: StoredTranscript): Promise<void> {
  await writeFileAtomic({ path: transcriptPath(recording), data: JSON.stringify(stored) });
}
