/** The product's own sources as syntax trees, without tests. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

const ROOT = join(import.meta.dirname, "../..");

export function parseSource(name: string, text: string): ts.SourceFile {
  const kind = name.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, kind);
}

/** The `src` of each package and `apps/office/src`, each named by its path in the repository. */
export function ownSources(): ts.SourceFile[] {
  const folders = readdirSync(join(ROOT, "packages")).map((name) => join("packages", name, "src"));
  return [...folders, "apps/office/src"]
    .flatMap((folder) => readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true }))
    .filter((entry) => entry.isFile() && /(?<!\.test|\.d)\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => parseSource(relative(ROOT, path), readFileSync(path, "utf8")));
}

/** The line of a position, from 1. */
export function lineAt(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}
