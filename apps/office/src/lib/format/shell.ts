/** Words of a command, as a shell needs them. Pure. */

/** Always in quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** In quotes only where a shell would read more than one plain word. */
export function shellWord(text: string): string {
  return /^[\w@.:+/-]+$/.test(text) ? text : quoted(text);
}
