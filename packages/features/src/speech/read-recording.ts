/** A file that may be a recording: its bytes and its format. */
import { openRegularFile, readCapped } from "@tinyagi/base";
import { type RecordingFormat, recordingFormat } from "./recording-format.js";

/** What OpenAI takes at most. */
const RECORDING_MAX_BYTES = 25 * 1_024 * 1_024;
const HEAD_BYTES = 4_096;
/** A recording that its sender made with the camera: the words count, not the pictures. */
const VIDEO_NOTE = /^video_note\./;

/** @returns bytes `null` for a recording that is too large; undefined for what is no recording, and what is gone */
export async function readRecording(
  path: string,
  name: string | undefined,
): Promise<{ bytes: Buffer | null; format: RecordingFormat } | undefined> {
  const opened = await openRegularFile(path, () => true);
  if (!opened.ok) return undefined;
  const { handle } = opened;
  try {
    const bytes = await readCapped(handle, RECORDING_MAX_BYTES);
    const head = bytes ?? (await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)).buffer;
    const format = recordingFormat(head, { video: name !== undefined && VIDEO_NOTE.test(name) });
    return format && { bytes, format };
  } finally {
    await handle.close();
  }
}

/** How long it lasts, where its format says so. */
export function measureLength({ seconds }: RecordingFormat): { seconds?: number } {
  return seconds === undefined ? {} : { seconds };
}
