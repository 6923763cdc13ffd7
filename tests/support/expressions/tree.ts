/** Every regular expression in the sources: literals, and those that are built from parts. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const IS_TEST = /\.test\.tsx?$|fixture|\/(testing|test|examples)\//;

export interface Expression {
  /** `/source/flags`, or the call that builds it. */
  readonly written: string;
  readonly source: string;
  readonly flags: string;
  readonly isBuilt: boolean;
  /** `path:line`. */
  readonly place: string;
}

/** The expressions of all packages and of TinyOffice, without their tests. */
export function expressionsOfTree(): Expression[] {
  const packages = readdirSync(`${ROOT}packages`).filter((name) => name !== "testkit");
  const folders = [...packages.map((name) => `packages/${name}/src`), "apps/office/src"];
  return folders.flatMap(sourcesIn).flatMap(listExpressions);
}

function sourcesIn(folder: string): string[] {
  return readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name}`)
    .filter((path) => /\.tsx?$/.test(path) && !IS_TEST.test(path));
}

function listExpressions(path: string): Expression[] {
  const text = readFileSync(`${ROOT}${path}`, "utf8");
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  const found: Expression[] = [];
  const add = (node: ts.Node, expression: Omit<Expression, "place" | "written">) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push({ ...expression, written: node.getText(), place: `${path}:${line + 1}` });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf("/");
      add(node, { source: node.text.slice(1, end), flags: node.text.slice(end + 1), isBuilt: false });
    } else if (
      (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
      node.expression.getText() === "RegExp"
    )
      add(node, { source: "", flags: "", isBuilt: true });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
