/** Stores the full text of an answer that is too long for a chat as a file to attach. */
import { join } from "node:path";
import { AppError } from "@tinyagi/contracts";
import { writeFileAtomic } from "./atomic-file.js";

const ID = /^[A-Za-z0-9_-]{1,100}$/;

/**
 * Writes `<filesOut>/reply-<id>.md`. Repeating the call with the same id and text is harmless.
 *
 * @param options.id generated id of the reply, up to 100 of A-Z a-z 0-9 _ -
 * @returns the path
 * @throws AppError `PATH_REFUSED` for another id; the error of the file system
 */
export async function storeLongReply(options: {
  text: string;
  filesOut: string;
  id: string;
}): Promise<string> {
  if (!ID.test(options.id)) throw new AppError("PATH_REFUSED", "The id cannot be part of a file name.");
  const path = join(options.filesOut, `reply-${options.id}.md`);
  await writeFileAtomic({ path, data: options.text.endsWith("\n") ? options.text : `${options.text}\n` });
  return path;
}
