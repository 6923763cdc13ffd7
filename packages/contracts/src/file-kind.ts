/** How a file is drawn, by the ending of its name alone: a file never chooses for itself. Loads no schema. */

export const FILE_KINDS = ["image", "page", "pdf", "diagram", "table", "markdown", "text", "other"] as const;
export type FileKind = (typeof FILE_KINDS)[number];

const ENDINGS: Readonly<Record<Exclude<FileKind, "other">, readonly string[]>> = {
  image: ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"],
  page: ["html", "htm"],
  pdf: ["pdf"],
  diagram: ["mmd", "mermaid"],
  table: ["csv", "tsv"],
  markdown: ["md", "markdown"],
  text: [
    "txt",
    "log",
    "json",
    "yaml",
    "yml",
    "xml",
    "toml",
    "ini",
    "js",
    "ts",
    "tsx",
    "py",
    "sh",
    "sql",
    "css",
  ],
};
const BY_ENDING: ReadonlyMap<string, FileKind> = new Map(
  FILE_KINDS.flatMap((kind) =>
    kind === "other" ? [] : ENDINGS[kind].map((ending) => [ending, kind] as const),
  ),
);

/** In lower case, without the dot; of a name without a dot, the name. */
export function endingOf(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1).toLowerCase();
}

/** `report.PDF` is a `pdf`; a name without a known ending is `other`. */
export function kindOfFile(name: string): FileKind {
  return BY_ENDING.get(endingOf(name)) ?? "other";
}
