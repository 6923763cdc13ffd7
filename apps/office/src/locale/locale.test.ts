/** The texts of the office: in each language, only here, and none that nobody sees. */
import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { en } from "./en/en";
import { zh } from "./zh/zh";

const SOURCES = new URL("..", import.meta.url).pathname;
/** Features whose texts still stand in their components. */
const OPEN: readonly string[] = [];
/** Attributes that people read or hear. */
const READ =
  /^(aria-(label|description|placeholder|valuetext|roledescription)|title|alt|placeholder|label|name|heading|text|word|head)$/;

const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter(
  (file) =>
    /^(features|ui|app|lib)\/.*\.tsx?$/.test(file) &&
    !/\.test\.ts$|\.dev\.tsx$|^features\/showcase\//.test(file) &&
    !OPEN.some((feature) => file.startsWith(`features/${feature}/`)),
);
const parsed = files.map((file) => {
  const text = readFileSync(SOURCES + file, "utf8");
  return {
    file,
    text,
    tree: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX),
  };
});

/** `shell.pages.home`: each text with its path. */
function leaves(node: unknown, path: string): (readonly [string, unknown])[] {
  if (typeof node !== "object" || node === null || Array.isArray(node)) return [[path, node]];
  return Object.entries(node).flatMap(([key, value]) => leaves(value, path === "" ? key : `${path}.${key}`));
}

describe("the texts of the office", () => {
  it("no component has a text of its own", () => {
    const found = parsed.flatMap(({ file, tree }) => ownTexts(tree).map((text) => `${file}: ${text}`));
    expect(found).toEqual([]);
  });

  it("no constant of a module keeps a text: it would stay English", () => {
    const found = parsed.flatMap(({ file, tree }) => earlyTexts(tree).map((line) => `${file}:${line}`));
    expect(found).toEqual([]);
  });

  it("each text is used", () => {
    const all = parsed.map(({ text }) => text).join("\n");
    const unused = leaves(en, "").filter(([path]) => !isUsed(all, path));
    expect(unused.map(([path]) => path)).toEqual([]);
  });

  it("each text exists in Chinese, in Chinese characters", () => {
    const english = new Map(leaves(en, ""));
    const foreign = leaves(zh, "").filter(
      ([path, text]) =>
        typeof text === "string" &&
        /[A-Za-z]{2}/.test(String(english.get(path))) &&
        !/\p{Script=Han}/u.test(text),
    );
    expect(foreign.map(([path]) => path)).toEqual(["tag", "views.tag"]);
  });

  it("Chinese sentences have Chinese punctuation", () => {
    const folder = `${SOURCES}locale/zh/`;
    const found = readdirSync(folder).flatMap((file) =>
      [...readFileSync(folder + file, "utf8").matchAll(/.*(\p{Script=Han}[,:;?!()][^\n]*["`]).*/gu)].map(
        ([line]) => `${file}: ${line.trim()}`,
      ),
    );
    expect(found).toEqual([]);
  });
});

/** Words between tags, and in attributes that people read. */
function ownTexts(tree: ts.SourceFile): string[] {
  const texts: string[] = [];
  const isWords = (text: string): boolean => /\p{L}{2}/u.test(text) && !isName(text);
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && isWords(node.text) && !isCode(node.parent)) texts.push(node.text.trim());
    if (ts.isJsxAttribute(node) && READ.test(node.name.getText()) && node.initializer !== undefined)
      for (const text of listLiterals(node.initializer)) if (isSentence(text)) texts.push(text);
    if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent) && !isCode(node.parent))
      for (const text of listLiterals(node)) if (isWords(text)) texts.push(text);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return texts;
}

/** A word that begins with a capital, or several words. A name such as `globe` is neither. */
function isSentence(text: string): boolean {
  return !isName(text) && (/^\p{Lu}\p{L}/u.test(text) || /\p{L} \p{L}/u.test(text));
}

/** The same in every language. */
function isName(text: string): boolean {
  return /^Tiny(Office|AGI)$/.test(text.trim());
}

/** The texts that an expression may come to be: of a condition, both. */
function listLiterals(node: ts.Node): string[] {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [node.head.text, ...node.templateSpans.map((span) => span.literal.text)];
  if (ts.isJsxExpression(node)) return node.expression === undefined ? [] : listLiterals(node.expression);
  if (ts.isParenthesizedExpression(node)) return listLiterals(node.expression);
  if (ts.isConditionalExpression(node))
    return [...listLiterals(node.whenTrue), ...listLiterals(node.whenFalse)];
  if (ts.isBinaryExpression(node))
    return /^(\|\||&&|\?\?|\+)$/.test(node.operatorToken.getText())
      ? [...listLiterals(node.left), ...listLiterals(node.right)]
      : [];
  return [];
}

/** What one types into a terminal or a key is the same in every language. */
function isCode(node: ts.Node): boolean {
  return ts.isJsxElement(node) && /^(code|kbd|Key|pre|title)$/.test(node.openingElement.tagName.getText());
}

/** Uses of `words` that run when the module loads. */
function earlyTexts(tree: ts.SourceFile): number[] {
  const lines: number[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isTypeNode(node) || ts.isImportDeclaration(node)) return;
    if (ts.isIdentifier(node) && node.text === "words")
      lines.push(tree.getLineAndCharacterOfPosition(node.pos).line + 1);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return lines;
}

/** A text is named in full, by a part of it (`const { keys } = words.shell`), or chosen by a value (`states[state]`). */
function isUsed(all: string, path: string): boolean {
  const parts = path.split(".");
  const last = parts.at(-1) ?? "";
  return (
    path === "tag" ||
    // Those of the views are used there.
    path.startsWith("views.") ||
    new RegExp(`\\.${last}\\b|[{,]\\s*${last}\\b`).test(all) ||
    parts.some((part) => all.includes(`${part}[`)) ||
    all.includes(`Object.entries(words.${parts.slice(0, -1).join(".")})`)
  );
}
