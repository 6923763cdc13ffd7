/**
 * How long functions are, from the brace that opens the body to the one that ends it. A list inside counts as one line
 * where reading it needs nothing of the rest: a literal without a function body, and a row of registered tests.
 */
import ts from "typescript";
import { lineAt } from "./source-files.js";

export interface MeasuredFunction {
  /** `packages/x/src/file.ts name` */
  name: string;
  lines: number;
}

/** All functions of a source that have a body in braces, also those inside of others. */
export function functionsIn(source: ts.SourceFile): MeasuredFunction[] {
  const found: MeasuredFunction[] = [];
  visit(source);
  return found;

  function visit(node: ts.Node): void {
    if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined && ts.isBlock(node.body))
      found.push({
        name: `${source.fileName} ${nameOf(node)}`,
        lines: linesOf(node.body) - listLines(node.body) + 1,
      });
    ts.forEachChild(node, visit);
  }
}

/** The lines between the first and the last. */
function linesOf(node: ts.Node): number {
  const source = node.getSourceFile();
  return lineAt(source, node.end) - lineAt(source, node.getStart());
}

function listLines(node: ts.Node): number {
  if (isTest(node) || (isLiteral(node) && !hasBody(node))) return linesOf(node);
  let lines = 0;
  ts.forEachChild(node, (child) => {
    lines += listLines(child);
  });
  return lines;
}

function isLiteral(node: ts.Node): boolean {
  return ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node);
}

function hasBody(node: ts.Node): boolean {
  if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined && ts.isBlock(node.body))
    return true;
  return ts.forEachChild(node, hasBody) ?? false;
}

/** `test("…", …)` and `test.each(…)("…", …)` */
function isTest(node: ts.Node): boolean {
  if (!ts.isExpressionStatement(node)) return false;
  let called: ts.Node = node.expression;
  while (ts.isCallExpression(called) || ts.isPropertyAccessExpression(called)) called = called.expression;
  return ts.isIdentifier(called) && called.text === "test";
}

function nameOf(node: ts.SignatureDeclaration): string {
  const { parent } = node;
  if (node.name !== undefined) return node.name.getText();
  const isNamed = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent);
  return isNamed ? parent.name.getText() : "(anonymous)";
}
