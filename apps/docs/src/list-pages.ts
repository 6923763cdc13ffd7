/** The files of the repository that are pages, with their titles. VitePress finds the same: `NO_PAGES` says what not. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { titleOf } from "./plain.js";

const FOLDERS = ["docs", "apps/docs/pages", "examples"];
const FILES = ["SECURITY.md", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "AGENTS.md"];

/** @param root folder of the repository @returns title by path in the repository */
export function listPages(root: string): Map<string, string> {
  const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}/README.md`);
  const files = [...FOLDERS.flatMap((folder) => markdownIn(root, folder)), ...FILES, ...packages];
  const present = files.filter((file) => existsSync(join(root, file)));
  return new Map(
    present.toSorted().map((file) => [file, titleOf(readFileSync(join(root, file), "utf8")) ?? file]),
  );
}

function markdownIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, "/"));
}
