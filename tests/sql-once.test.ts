/** Each SQL statement has one place, below the store: who changes a table finds all that read and write it. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const STORE = "packages/kernel/src/store/";
/** Asks the driver, with a statement on no table, how it reads a text. */
const DRIVER = "packages/base/src/sqlite/node-module.ts";
const STATEMENT = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|REPLACE)\s[\s\S]*\b(?:FROM|INTO|SET|AS)\b/;

/** Tests, what they share, and the testkit, which checks the database from outside, may read it as they like. */
const OUTSIDE = /^packages\/testkit\/|[.]test[.]ts$|fixture/;

function sources(): string[] {
  return readdirSync(join(ROOT, "packages"))
    .flatMap((name) =>
      readdirSync(join(ROOT, "packages", name, "src"), { recursive: true, withFileTypes: true }),
    )
    .filter(({ name }) => name.endsWith(".ts"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((file) => !OUTSIDE.test(file));
}

/** The statements of a file without line breaks; what is filled in stands in braces. */
function statementsIn(file: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const text = ts.isTemplateExpression(node)
      ? node.head.text +
        node.templateSpans
          .map(({ expression, literal }) => `{${expression.getText()}}${literal.text}`)
          .join("")
      : ts.isStringLiteralLike(node)
        ? node.text
        : "";
    if (STATEMENT.test(text)) found.push(text.replace(/\s+/g, " ").trim());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(join(ROOT, file), "utf8"), ts.ScriptTarget.Latest, true));
  return found;
}

const places = sources().flatMap((file) => statementsIn(file).map((statement) => ({ file, statement })));

test("every statement is in the store", () => {
  expect(places.length).toBeGreaterThan(100);
  expect(places.filter(({ file }) => !file.startsWith(STORE) && file !== DRIVER)).toEqual([]);
});

test("no statement is written twice", () => {
  const first = new Map<string, string>();
  const again = places.filter(({ file, statement }) => {
    const isAgain = first.has(statement);
    if (!isAgain) first.set(statement, file);
    return isAgain;
  });
  expect(again.map(({ file, statement }) => `${first.get(statement)} and ${file}: ${statement}`)).toEqual([]);
});
