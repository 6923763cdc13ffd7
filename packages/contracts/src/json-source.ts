/**
 * Strict JSON (RFC 8259) that remembers the position of each value, so that every error about a hand-edited file
 * can name line and column. The daemon and the raw editor of TinyOffice read settings with it, and so agree. `JSON.parse` is not used: its errors quote the input, which may be a key, and often
 * have no position. Objects have no prototype: a key such as `__proto__` is only a key. A repeated key is an
 * error, because the reader and the writer of the file would disagree on which one counts.
 */
import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { JSON_DEPTH_MAX, JSON_FAULTS, type JsonFault } from "./json-fault.js";

const STRICT = { disallowComments: true, allowTrailingComma: false };
/** The parser's names of errors. */
const FAULTS: Readonly<Record<string, JsonFault>> = {
  InvalidSymbol: "text",
  InvalidNumberFormat: "number",
  UnexpectedEndOfNumber: "number",
  PropertyNameExpected: "key",
  ValueExpected: "value",
  ColonExpected: "colon",
  CommaExpected: "comma",
  CloseBraceExpected: "brace",
  CloseBracketExpected: "bracket",
  EndOfFileExpected: "after-end",
  InvalidCommentToken: "comment",
  UnexpectedEndOfComment: "comment",
  UnexpectedEndOfString: "quote",
  InvalidUnicode: "escape",
  InvalidEscapeCharacter: "escape",
  InvalidCharacter: "control",
};

export interface Position {
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units. */
  column: number;
}

export interface JsonSource {
  value: unknown;
  /** Position of the value at `path`, or of the nearest value around it that is in the text. */
  locate(path: readonly PropertyKey[]): Position;
  /** The same as the number of UTF-16 units before it, without a byte order mark. */
  findOffset(path: readonly PropertyKey[]): number;
}

/** The text is not JSON. The message holds no part of the text. */
export class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";
  constructor(
    readonly fault: JsonFault,
    readonly position: Position,
    /** In UTF-16 units, without a byte order mark. */
    readonly offset: number,
  ) {
    super(JSON_FAULTS[fault]);
  }
}

/** Offsets by container identity, so that they survive the renaming of a key around a value. */
type Offsets = WeakMap<object, Map<string, number>>;

/** @throws JsonSyntaxError at the first character that does not fit */
export function parseJsonSource(content: string): JsonSource {
  const text = withoutByteOrderMark(content);
  const fail: Fail = (fault, offset) => {
    throw new JsonSyntaxError(fault, positionAt(text, offset), offset);
  };
  if (text.trim() === "") return fail("empty", text.length);
  assertDepth(text, fail);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, STRICT);
  const [first] = errors;
  if (first !== undefined) return fail(detectFault(text, first), first.offset);
  if (root === undefined) return fail("ends-early", text.length);
  const offsets: Offsets = new WeakMap();
  const value = readNode(root, offsets, fail);
  const offsetAt = (path: readonly PropertyKey[]): number => findOffset(value, path, offsets);
  return { value, locate: (path) => positionAt(text, offsetAt(path)), findOffset: offsetAt };
}

/** Editors on Windows write one in front of the text. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

type Fail = (fault: JsonFault, offset: number) => never;

/** The parser recurses: without this check a few thousand brackets would end in a stack overflow. */
function assertDepth(text: string, fail: Fail): void {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const unit = text[scanner.getTokenOffset()];
    if (unit === "}" || unit === "]") depth -= 1;
    if (unit === "{" || unit === "[") depth += 1;
    if (depth > JSON_DEPTH_MAX) fail("depth", scanner.getTokenOffset());
  }
}

function detectFault(text: string, { error, offset }: ParseError): JsonFault {
  const name = printParseErrorCode(error);
  if (name !== "UnexpectedEndOfString" && text.slice(offset).trim() === "") return "ends-early";
  const isClosing = text[offset] === "}" || text[offset] === "]";
  if (isClosing && /,\s*$/.test(text.slice(Math.max(0, offset - 1_000), offset)))
    return text[offset] === "}" ? "comma-before-brace" : "comma-before-bracket";
  return FAULTS[name] ?? "value";
}

function readNode(node: Node, offsets: Offsets, fail: Fail): unknown {
  if (node.type !== "object" && node.type !== "array") return node.value;
  const own = new Map<string, number>();
  const result = node.type === "array" ? [] : (Object.create(null) as Record<string, unknown>);
  offsets.set(result, own);
  (node.children ?? []).forEach((child, index) => {
    const [key, value] = node.type === "array" ? [undefined, child] : (child.children ?? []);
    if (value === undefined) fail("value", child.offset);
    const name = key === undefined ? String(index) : String(key.value);
    if (own.has(name)) fail("twice", child.offset);
    own.set(name, value.offset);
    (result as Record<string, unknown>)[name] = readNode(value, offsets, fail);
  });
  return result;
}

function findOffset(root: unknown, path: readonly PropertyKey[], offsets: Offsets): number {
  let offset = 0;
  let value = root;
  for (const key of path) {
    if (typeof value !== "object" || value === null) break;
    offset = offsets.get(value)?.get(String(key)) ?? offset;
    value = Object.hasOwn(value, key) ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return offset;
}

function positionAt(text: string, offset: number): Position {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return { line, column: offset - (offset === 0 ? 0 : lineStart) + 1 };
}
