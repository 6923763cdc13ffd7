/** Markdown from facts. Cells are escaped here; the formatter of the project aligns them. */

/** A table; empty cells are allowed. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Text as code; the fence is longer than any inside. */
export function code(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** Words in angle brackets would be read as HTML. */
export function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll("<", "\\<")))
    .join("");
}

/** Replaces the marker in the hand-written text with generated text. */
export function fill(template: string, generated: string): string {
  const marker = "<!-- generated -->";
  if (!template.includes(marker)) throw new Error(`a template lacks its ${marker}`);
  return template.replace(marker, () => generated.trim());
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
