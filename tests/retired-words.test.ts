/** One vocabulary on every screen: words that were replaced do not come back. */
import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, it } from "vitest";

/** What people read: the office's English, the words of the views, and all texts of the terminal. */
const FOLDERS = [
  "apps/office/src/locale/en",
  "packages/views/src/words",
  "packages/cli/src",
  "packages/visualizer/src",
  "packages/channels/src",
];

/** Each with the word that is used instead. */
const RETIRED: readonly (readonly [retired: RegExp, use: string])[] = [
  [/\bmissions?\b/i, "conversation"],
  [/\b(gave|gives?|given) up\b|\bfor good\b/i, "failed permanently"],
  [/\bfailed messages?\b/i, "dead letter"],
  [/\bmoney\b/i, "cost"],
  [/^Took$|^TOOK$/, "Duration"],
  [/^Remembers$/, "Session"],
  [/^May$/, "Permissions"],
  [/\btries\b(?! again)|^Try$|\btry \d/i, "attempts"],
  [/\breplay(ed|s|ing)?\b/i, "retry"],
];

/** Where a replay is one: it shows a recorded run. And what a person may type to find something. */
const ALLOWED = [
  /^packages\/cli\/src\/(command\/graph\/replay|command-table|help\/groups)\.ts: /,
  /^apps\/office\/src\/locale\/en\/runs\.ts: Replay$/,
  /^apps\/office\/src\/locale\/en\/shell\.ts: (limit spend money cost|failed queue replay again)$/,
];

/** String literals, without keys and names of modules. */
function listTexts(path: string): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    if (
      ts.isStringLiteral(node) ||
      ts.isNoSubstitutionTemplateLiteral(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    )
      texts.push(node.text);
    if (ts.isTemplateHead(node)) texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true));
  return texts;
}

/** A code, a path or a name is no text: `message.replayed`. */
function isRead(text: string): boolean {
  return !/^[a-z0-9_./:*-]*$/.test(text) && !text.startsWith("../");
}

it("no screen uses a retired word", () => {
  const found = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|testing\/|fixture/.test(file))
      .flatMap((file) =>
        listTexts(`${folder}/${file}`)
          .filter(isRead)
          .flatMap((text) =>
            RETIRED.filter(([word]) => word.test(text.trim())).map(
              ([, use]) => [`${folder}/${file}: ${text}`, use] as const,
            ),
          ),
      ),
  );
  expect(found.filter(([line]) => !ALLOWED.some((allowed) => allowed.test(line)))).toEqual([]);
});
