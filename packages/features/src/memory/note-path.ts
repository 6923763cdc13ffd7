/** Paths of notes: relative to their folder, with `/`, ending in `.md`. Other paths never reach the file system. */
import { AppError } from "@tinyagi/contracts";
import { MEMORY_DEPTH_MAX } from "./memory-tree.js";

const SEGMENT_MAX_BYTES = 120;

/**
 * The segments of the path; `.md` is added when the last one has no extension.
 *
 * @throws AppError `PATH_REFUSED`
 */
export function parseNotePath(path: string, folder = "memory"): string[] {
  const named = `${folder}/`;
  const segments = (path.startsWith(named) ? path.slice(named.length) : path).split("/");
  const last = segments.at(-1) ?? "";
  if (!/\.[a-z]{1,5}$/i.test(last)) segments[segments.length - 1] = `${last}.md`;
  if (segments.length > MEMORY_DEPTH_MAX)
    throw refused(`notes may be at most ${MEMORY_DEPTH_MAX} folders deep`);
  if (!segments.every(isSegment) || !/\.md$/i.test(segments.at(-1) ?? ""))
    throw refused(`use a name such as work/release.md, relative to the folder ${folder}`);
  return segments;
}

function isSegment(segment: string): boolean {
  return (
    segment !== "" &&
    !segment.startsWith(".") &&
    segment === segment.trim() &&
    !/[\p{Cc}\p{Cf}\\`:*?"<>|]/u.test(segment) &&
    Buffer.byteLength(segment) <= SEGMENT_MAX_BYTES
  );
}

function refused(reason: string): AppError {
  return new AppError("PATH_REFUSED", `The note is refused: ${reason}.`);
}
