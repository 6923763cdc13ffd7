/** A moment as a part of a file's name: sorts by time, holds nothing a file system could mind. */

/** `2026-03-01T12-30-05.123Z` */
export function timeName(time: number): string {
  return new Date(time).toISOString().replaceAll(":", "-");
}
