/** How long functions are, from the brace that opens the body to the one that ends it. */
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
        lines: lineAt(source, node.body.end) - lineAt(source, node.body.getStart()) + 1,
      });
    ts.forEachChild(node, visit);
  }
}

function nameOf(node: ts.SignatureDeclaration): string {
  const { parent } = node;
  if (node.name !== undefined) return node.name.getText();
  const isNamed = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent);
  return isNamed ? parent.name.getText() : "(anonymous)";
}
