/** A message quoted in what is being written. Pure. */

/** Each line of it with its mark, below what was written before, and a line to write on. */
export function addQuotation(written: string, quoted: string): string {
  const marked = quoted
    .trim()
    .split("\n")
    .map((line) => (line.trim() === "" ? ">" : `> ${line}`))
    .join("\n");
  return `${written.trim() === "" ? "" : `${written.trimEnd()}\n\n`}${marked}\n\n`;
}
