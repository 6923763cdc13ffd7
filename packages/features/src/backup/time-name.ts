/**
 * Formats a time for file names. The names sort by time and contain only characters that every file system accepts.
 */

/** `2026-03-01T12-30-05.123Z` */
export function timeName(time: number): string {
  return new Date(time).toISOString().replaceAll(":", "-");
}
