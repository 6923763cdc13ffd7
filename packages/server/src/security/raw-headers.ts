/** Reads headers as they were sent: Node silently keeps one of two, which hides a smuggled second value. */

/** Every value of the header `name` (lower case), from Node's flat name-value list. */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const key = rawHeaders[index];
    if (key !== undefined && key.length === name.length && key.toLowerCase() === name) {
      values.push(rawHeaders[index + 1] ?? "");
    }
  }
  return values;
}
