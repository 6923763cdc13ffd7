/** What a piece of code is, as far as it has a colour: which scopes of a grammar it covers, and its class. */

export interface CodePart {
  text: string;
  /** Default: plain text. */
  className?: string;
}

/** A theme needs colours: each kind has the name of its variable as one. */
const KINDS = {
  "var(--n-7)": {
    className: "text-n-7 italic",
    scopes: ["comment", "punctuation.definition.comment"],
  },
  "var(--code-keyword)": {
    className: "text-code-keyword",
    scopes: ["keyword", "storage", "entity.name.tag", "markup.heading", "keyword.operator.new"],
  },
  "var(--code-string)": {
    className: "text-code-string",
    scopes: ["string", "punctuation.definition.string", "markup.inline.raw", "markup.fenced_code"],
  },
  "var(--code-number)": {
    className: "text-code-number",
    scopes: ["constant", "variable.language", "support.constant", "entity.other.attribute-name"],
  },
  "var(--code-name)": {
    className: "text-code-name",
    scopes: [
      "entity.name.function",
      "support.function",
      "support.type.property-name",
      "markup.underline.link",
    ],
  },
  "var(--code-type)": {
    className: "text-code-type",
    scopes: [
      "entity.name.type",
      "entity.name.class",
      "support.type",
      "support.class",
      "entity.name.namespace",
    ],
  },
  // Operators and what is inserted into a string are no keywords and no strings.
  "var(--n-9)": {
    className: undefined,
    scopes: ["keyword.operator", "meta.embedded", "meta.template.expression", "string source"],
  },
} as const;

export const THEME = {
  name: "office",
  type: "light" as const,
  colors: { "editor.foreground": "var(--n-9)", "editor.background": "var(--n-2)" },
  settings: Object.entries(KINDS).map(([foreground, { scopes }]) => ({
    scope: [...scopes],
    settings: { foreground },
  })),
};

/** The lines of a reader of code as few parts: neighbours of one kind are one. The text of all parts is that of the code. */
export function toParts(lines: readonly (readonly { content: string; color?: string }[])[]): CodePart[] {
  const parts: CodePart[] = [];
  for (const [at, line] of lines.entries()) {
    if (at > 0) add(parts, "\n", parts.at(-1)?.className);
    for (const { content, color } of line) add(parts, content, toClassName(color));
  }
  return parts;
}

function toClassName(color: string | undefined): string | undefined {
  return color !== undefined && color in KINDS ? KINDS[color as keyof typeof KINDS].className : undefined;
}

function add(parts: CodePart[], text: string, className: string | undefined): void {
  const last = parts.at(-1);
  // White space has no colour: it belongs to what it follows.
  if (last !== undefined && (last.className === className || text.trim() === "")) last.text += text;
  else parts.push(className === undefined ? { text } : { text, className });
}
