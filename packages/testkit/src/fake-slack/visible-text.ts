/** What people see of a message that an app sent: the text without Slack's marks, or its blocks. */

interface Block {
  readonly type: string;
  readonly text?: { readonly type?: string; readonly text: string };
  readonly elements?: readonly unknown[];
}

/** Blocks replace the text. @throws when Slack would refuse them */
export function visibleOnSlack(text: string, blocks: readonly Block[] = []): string {
  const bodies = blocks.filter(({ type }) => type !== "actions");
  return bodies.length === 0 ? visibleMrkdwn(text) : bodies.map(visibleBlock).join("\n");
}

function visibleBlock({ type, text, elements = [] }: Block): string {
  if (type === "rich_text") return elements.map((row) => visibleRow(row as Row)).join("\n");
  if (type !== "section" || text === undefined || text.text === "" || text.text.length > 3_000)
    throw new Error("invalid_blocks");
  return text.type === "plain_text" ? text.text : visibleMrkdwn(text.text);
}

interface Row {
  readonly type: string;
  readonly elements: readonly { readonly type: string; readonly text?: string }[];
}

/** Each row is a line of its own: a frame, or running text. */
function visibleRow({ type, elements }: Row): string {
  if (!["rich_text_section", "rich_text_preformatted"].includes(type) || elements.length === 0)
    throw new Error("invalid_blocks");
  return elements
    .map((element) => {
      if (element.type !== "text" || element.text === undefined || element.text === "")
        throw new Error("invalid_blocks");
      return element.text;
    })
    .join("");
}

function visibleMrkdwn(text: string): string {
  return text
    .split("```")
    .map((part, at) => (at % 2 === 1 ? part.replace(/^\n/, "").replace(/\n$/, "") : withoutMarks(part)))
    .map((part) => decoded(part).replaceAll("\u200b", ""))
    .join("");
}

function withoutMarks(text: string): string {
  return text
    .replace(/<([^<>|]*)(?:\|([^<>]*))?>/g, (_, target: string, label?: string) => label ?? target)
    .split("`")
    .map((part, at, parts) =>
      // An odd mark at the end encloses nothing.
      at % 2 === 1 && at < parts.length - 1 ? part : part.replace(/([*_~])([^*_~\n\u200b]+)\1/g, "$2"),
    )
    .join("");
}

function decoded(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
