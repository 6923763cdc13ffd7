/**
 * Errors are sentences: what happened, with a capital and a full stop; then what to do, as an order. Read from the sources,
 * because a message is written where its error is made.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { ERROR_HELP } from "@tinyagi/contracts";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** Libraries of their own, and what is for tests. */
const LEFT_OUT = new Set(["testkit", "graph", "agents"]);
const SOURCE = /^(?!.*(?:[.]test[.]|fixture|[/](?:test|test-support|dist|node_modules)[/])).*[.]tsx?$/;

/** What 0.0.20 answered: its clients know these texts. */
const OF_THE_PREDECESSOR = new Set([
  "message is required",
  "channel, sender, and message are required",
  "duplicate messageId",
  "processing message not found",
  "dead message not found",
  "conversation not found",
  "comment not found",
  "task not found",
  "project not found",
  "code is required",
  "Not found",
  "Internal server error",
  "Pairing not found",
  "Pairing code not found",
  "Pending pairing not found",
  "name, harness, base_url, and api_key are required",
  "agentId, message, and either cron or runAt are required",
  "message must not be empty",
  "runAt must be in the future",
  "agent '…' not found",
  "team '…' not found",
  "schedule '…' not found",
  "A schedule with label '…' already exists",
  "…, and … are required",
  "… is not running",
  "Failed to start … (unknown, already running, or missing token)",
]);
/** Names begin as they are written: commands, options, files, keys, fields of a request. */
const BEGINS =
  /^(?!e[.]g)(?:[A-Z`'"“@…-]|(?:npm|tmux|git|stdin|launchctl|systemctl|types|columns|change|needs|q|server)\b|[\w-]+[._]\w)/;
/** A command that is to be copied ends without a full stop, and so does a reason that is put in. */
const ENDS = /(?:[.!?]["`)]?|…|:.* tinyagi .*|: tinyagi .*)$/;

const ORDERS =
  "Add Allow Check Choose Close Correct Do Free Install Look Raise Read Restore Run See Send Set Start Stop Try Use Wait";

interface Message {
  readonly at: string;
  readonly text: string;
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && SOURCE.test(path)) yield path;
  }
}

/** The texts that an expression can be; what is put in is `…`. Others are made elsewhere. */
function listTexts(node: ts.Expression): string[] {
  if (ts.isConditionalExpression(node)) return [...listTexts(node.whenTrue), ...listTexts(node.whenFalse)];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
    return [...listTexts(node.left), ...listTexts(node.right)];
  if (!ts.isTemplateExpression(node)) return [];
  return [node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("")];
}

function messageOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isNewExpression(node) && /^(?:AppError|CliError)$/.test(node.expression.getText()))
    return node.arguments?.[1];
  return ts.isCallExpression(node) && node.expression.getText() === "usageError"
    ? node.arguments[0]
    : undefined;
}

/** What a command of the command line says to do next. */
function findHint(node: ts.Node): ts.Expression | undefined {
  if (ts.isCallExpression(node) && node.expression.getText() === "usageError") return node.arguments[1];
  if (!ts.isPropertyAssignment(node) || node.name.getText() !== "hint") return undefined;
  const call = node.parent.parent;
  return ts.isNewExpression(call) && call.expression.getText() === "CliError" ? node.initializer : undefined;
}

function found(
  path: string,
  wanted: (node: ts.Node) => ts.Expression | undefined,
  marks = /\b(?:AppError|CliError|usageError)\(/,
): Message[] {
  const code = readFileSync(path, "utf8");
  if (!marks.test(code)) return [];
  const file = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true);
  const messages: Message[] = [];
  const visit = (node: ts.Node): void => {
    const text = wanted(node);
    const at = `${relative(ROOT, path)}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    if (text !== undefined) messages.push(...listTexts(text).map((one) => ({ at, text: one })));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return messages;
}

const FILES = readdirSync(join(ROOT, "packages"))
  .filter((name) => !LEFT_OUT.has(name))
  .flatMap((name) => [...sources(join(ROOT, "packages", name, "src"))]);

describe("the message of an error", () => {
  const messages = FILES.flatMap((path) => found(path, messageOf));
  const own = messages.filter(({ text }) => !OF_THE_PREDECESSOR.has(text));

  test("is found in the sources", () => {
    expect(own.length).toBeGreaterThan(500);
  });

  test("begins with a capital, or with a name as it is written", () => {
    expect(own.filter(({ text }) => !BEGINS.test(text))).toEqual([]);
  });

  test("ends with a full stop, or with a command or a reason", () => {
    expect(own.filter(({ text }) => !ENDS.test(text))).toEqual([]);
  });

  test("of the predecessor is still in use where it is left out here", () => {
    const texts = new Set(messages.map(({ text }) => text));
    expect([...OF_THE_PREDECESSOR].filter((text) => !texts.has(text))).toEqual([]);
  });
});

/** What a finding of `tinyagi doctor` says to do. */
function findingHintOf(node: ts.Node): ts.Expression | undefined {
  const isNamed =
    (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node)) &&
    node.name.getText() === "hint";
  if (isNamed) return node.initializer;
  if (!ts.isReturnStatement(node)) return undefined;
  let above: ts.Node = node;
  while (above.parent !== undefined && !ts.isFunctionDeclaration(above)) above = above.parent;
  const name = ts.isFunctionDeclaration(above) ? (above.name?.text ?? "") : "";
  return /hint|remedy/i.test(name) ? node.expression : undefined;
}

/** The texts of the table `WORDS` of a file. */
function listAdvice(path: string): string[] {
  const isTable = (node: ts.Node): node is ts.VariableDeclaration =>
    ts.isVariableDeclaration(node) && node.name.getText() === "WORDS";
  const table = found(
    path,
    (node) =>
      ts.isArrowFunction(node) && isTable(node.parent.parent.parent) && ts.isExpression(node.body)
        ? node.body
        : undefined,
    /WORDS/,
  );
  return table.map(({ text }) => text);
}

/** Advice may be a command alone. */
const COMMAND = /^(?:tinyagi|sudo|export|chmod|cp|mkdir|npm) /;
/** A command, an address or a value that ends advice is copied without a full stop. */
const ENDS_WITH_CODE = /(?:: .*\b(?:tinyagi|rm|npm|sudo|podman|https?)\b.*|or: .*|…)$/;

test("what a command says to do next begins with a capital, or with the command", () => {
  const hints = FILES.flatMap((path) => found(path, findHint));
  expect(hints.length).toBeGreaterThan(100);
  expect(hints.filter(({ text }) => !BEGINS.test(text) && !COMMAND.test(text))).toEqual([]);
});

describe("what `tinyagi doctor` says to do", () => {
  const folders = ["cli/src/doctor", "harness/src/container"];
  const doctor = folders.flatMap((folder) => [...sources(join(ROOT, "packages", folder))]);
  const hints = doctor.flatMap((path) => found(path, findingHintOf, /hint/));

  test("begins with a capital, or is a command", () => {
    expect(hints.length).toBeGreaterThan(50);
    expect(hints.filter(({ text }) => !BEGINS.test(text) && !COMMAND.test(text))).toEqual([]);
  });

  test("ends with a full stop, or with what is to be typed", () => {
    const open = hints.filter(({ text }) => !COMMAND.test(text) && !ENDS_WITH_CODE.test(text));
    expect(open.filter(({ text }) => !/[.!?]$/.test(text))).toEqual([]);
  });
});

test("what a failed test of a provider says to do is a sentence, or ends with what is to be typed", () => {
  const hints = listAdvice(join(ROOT, "packages/harness/src/invoker/provider-advice.ts"));
  expect(hints.length).toBeGreaterThan(7);
  expect(hints.filter((text) => !/^[A-Z]/.test(text) || !/(?:[.]|: …)$/.test(text))).toEqual([]);
});

test.each(Object.entries(ERROR_HELP))("the advice for %s begins with an order", (_, { action }) => {
  expect(ORDERS.split(" ")).toContain(/^\w+/.exec(action)?.[0]);
});
