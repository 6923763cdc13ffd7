/**
 * Reads headers as they were sent. Node's own map keeps only one of two equal names, which would hide a smuggled
 * value.
 */

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
