/** Links of the documents lead to files that exist, and to headings that they have. */
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { listPages } from "../apps/docs/src/list-pages.js";
import { toAnchor } from "../apps/docs/src/pages.js";
import { toPlain } from "../apps/docs/src/plain.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FILES = ["README.md", ...listPages(ROOT).keys()];
const FENCE = /^ *```[^\n]*\n[\s\S]*?^ *```$/gm;
const CODE = /`[^`\n]*`/g;
const LINK = /\]\(([^()\s]+)\)/g;

const read = (file: string) => readFileSync(ROOT + file, "utf8").replaceAll(FENCE, "");
const anchors = new Map<string, ReadonlySet<string>>();

/** As GitHub counts them: the second heading of a name ends with -1. */
function anchorsOf(file: string): ReadonlySet<string> {
  const known = anchors.get(file);
  if (known !== undefined) return known;
  const found = new Set<string>();
  for (const [, heading = ""] of toPlain(read(file)).matchAll(/^#{1,6} (.+)$/gm)) {
    const name = toAnchor(heading.replaceAll(/\[([^\][]*)\]\([^()]*\)/g, "$1"));
    let anchor = name;
    for (let count = 1; found.has(anchor); count += 1) anchor = `${name}-${count}`;
    found.add(anchor);
  }
  anchors.set(file, found);
  return found;
}

function problemOf(file: string, href: string): string | undefined {
  if (URL.canParse(href)) return undefined;
  const [path = "", anchor] = href.split("#");
  const target = path === "" ? file : posix.join(posix.dirname(file), decodeURI(path));
  if (!existsSync(ROOT + target)) return `${href}: there is no ${target}`;
  if (anchor === undefined || !target.endsWith(".md") || anchorsOf(target).has(anchor)) return undefined;
  return `${href}: ${target} has no such heading`;
}

it.each(FILES)("%s", (file) => {
  const links = [...read(file).replaceAll(CODE, "").matchAll(LINK)].map(([, href = ""]) => href);
  expect(links.flatMap((href) => problemOf(file, href) ?? [])).toEqual([]);
});

it("a link to a missing file, and to a missing heading, would be found", () => {
  expect(problemOf("docs/guide/agents.md", "no-such.md")).toBe(
    "no-such.md: there is no docs/guide/no-such.md",
  );
  expect(problemOf("README.md", "SECURITY.md#no-such")).toBe(
    "SECURITY.md#no-such: SECURITY.md has no such heading",
  );
  expect(problemOf("README.md", "SECURITY.md#trust-model")).toBeUndefined();
});
