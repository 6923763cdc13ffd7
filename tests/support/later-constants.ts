/**
 * Closures that read a constant which the same function declares after them. They hide a circle: part A calls part B,
 * B is built from A, and the order of the lines decides whether a call comes too early. A port or an event shows it.
 */
import ts from "typescript";
import { lineAt } from "./source-files.js";

type Scope = ReadonlyMap<string, ts.VariableDeclaration | undefined>;

/** @returns one sentence for each read, in the order of the lines */
export function laterConstants(source: ts.SourceFile): string[] {
  const found: string[] = [];
  visit(source);
  return found;

  function visit(node: ts.Node): void {
    if (ts.isBlock(node) && ts.isFunctionLike(node.parent)) {
      const scope = toScope(node);
      for (const statement of node.statements) read(statement, { scope, hidden: new Set() });
    }
    ts.forEachChild(node, visit);
  }

  function read(node: ts.Node, at: { scope: Scope; hidden: ReadonlySet<string>; closure?: ts.Node }): void {
    // Hoisted, as the functions of a module are.
    if (ts.isFunctionDeclaration(node)) return;
    const own = namesIn(node);
    const here = {
      scope: at.scope,
      hidden: own.length === 0 ? at.hidden : new Set([...at.hidden, ...own]),
      closure: at.closure ?? (isClosure(node) ? node : undefined),
    };
    if (here.closure !== undefined && ts.isIdentifier(node) && isRead(node) && !here.hidden.has(node.text)) {
      const declared = at.scope.get(node.text);
      if (declared !== undefined && declared.getStart() > here.closure.end)
        found.push(
          `${source.fileName}:${lineAt(source, node.getStart())} reads ${node.text} of line ${lineAt(source, declared.getStart())}`,
        );
    }
    ts.forEachChild(node, (child) => read(child, here as typeof at));
  }
}

function isClosure(node: ts.Node): boolean {
  return (
    ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isAccessor(node)
  );
}

/** What a block declares itself; a hoisted function has no place. */
function toScope(block: { statements: ts.NodeArray<ts.Statement> }): Scope {
  const scope = new Map<string, ts.VariableDeclaration | undefined>();
  for (const statement of block.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name) scope.set(statement.name.text, undefined);
    if (!ts.isVariableStatement(statement)) continue;
    for (const one of statement.declarationList.declarations)
      for (const name of boundBy(one.name)) scope.set(name, one);
  }
  return scope;
}

/** Names that a node inside of the function declares, which hide those outside. */
function namesIn(node: ts.Node): string[] {
  if (ts.isBlock(node) || ts.isCaseClause(node)) return [...toScope(node).keys()];
  if (ts.isCatchClause(node)) return node.variableDeclaration ? boundBy(node.variableDeclaration.name) : [];
  if (ts.isFunctionLike(node)) return node.parameters.flatMap(({ name }) => boundBy(name));
  const isLoop = ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node);
  if (!isLoop || !node.initializer || !ts.isVariableDeclarationList(node.initializer)) return [];
  return node.initializer.declarations.flatMap(({ name }) => boundBy(name));
}

function boundBy(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((one) => (ts.isOmittedExpression(one) ? [] : boundBy(one.name)));
}

/** Whether an identifier stands for a value, and is not the name of a member, a type or a declaration. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent) || ts.isPropertyAccessExpression(parent)) return parent.name !== node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) return parent.initializer === node;
  const isName =
    ts.isMethodDeclaration(parent) ||
    ts.isAccessor(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isJsxAttribute(parent);
  return !isName && !ts.isTypeNode(parent) && !ts.isQualifiedName(parent);
}
