/**
 * The pages of the guide in sections: what stands below each heading, with the address of the heading. Guarantees: each
 * function is linear, and a heading in a block of code is no heading. Pure.
 */

/** A part of a page. */
export interface GuideSection {
  /** The page without its ending, such as `guide/channels/telegram`. */
  readonly page: string;
  /** The title of the page. */
  readonly title: string;
  /** The heading of the part; that of the page for its beginning. */
  readonly heading: string;
  /** The address of the heading in its page; empty for the beginning. */
  readonly anchor: string;
  /** Markdown. */
  readonly text: string;
}

/** A longer line is a table of a reference: of it, no reader of an answer reads more. */
const LINE_MAX_CHARS = 4_000;

export function toSections(page: string, markdown: string): GuideSection[] {
  const sections: GuideSection[] = [];
  let title = page;
  let heading = "";
  let lines: string[] = [];
  let isCode = false;
  const end = () => {
    const text = lines.join("\n").trim();
    if (text !== "")
      sections.push({ page, title, heading: heading || title, anchor: toAnchor(heading), text });
    lines = [];
  };
  for (const line of markdown.split("\n")) {
    if (line.startsWith("```")) isCode = !isCode;
    const depth = isCode ? 0 : headingDepth(line);
    if (depth === 1) title = plain(line.slice(1));
    else if (depth > 1) {
      end();
      heading = plain(line.slice(depth));
    } else if (!line.startsWith("<!--")) lines.push(line.slice(0, LINE_MAX_CHARS));
  }
  end();
  return sections;
}

/** Number of marks before a heading; 0 for any other line. */
function headingDepth(line: string): number {
  let depth = 0;
  while (depth < 5 && line[depth] === "#") depth += 1;
  return line[depth] === " " ? depth : 0;
}

/** A heading without its marks of code. */
function plain(heading: string): string {
  return heading.replaceAll("`", "").trim();
}

/** As the platforms that show Markdown make it: small letters, `-` for spaces, no other marks. */
export function toAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}
