/** A point of a list is read at once: what is longer is several points, or a paragraph. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const FOLDER = join(dirname(dirname(fileURLToPath(import.meta.url))), "docs/guide");
const WORDS_MAX = 60;

/** The points of all lists, each with the lines that follow it directly. Blocks of code have none. */
function toPoints(markdown: string): string[] {
  const text = markdown.replaceAll(/^ *```[\s\S]*?^ *```/gm, "");
  return [...text.matchAll(/^ *(?:[-*]|\d+\.) .*(?:\n +(?!(?:[-*]|\d+\.) )\S.*)*/gm)].map(([point]) =>
    point.trim(),
  );
}

const guides = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".md"),
);

test.each(guides)("no point of a list in the guide %s has more than 60 words", (name) => {
  const long = toPoints(readFileSync(join(FOLDER, name), "utf8"))
    .map((point) => ({ words: point.split(/\s+/).length - 1, point }))
    .filter(({ words }) => words > WORDS_MAX);
  expect(long).toEqual([]);
});
