/**
 * Strict JSON (RFC 8259) that remembers where each value stands, so that every complaint about a hand-edited file
 * can name line and column. `JSON.parse` is not used: it quotes the input in its errors, which may be a key, and
 * often gives no position. Objects have no prototype: a key such as `__proto__` is only a key. A repeated key is
 * an error, because the reader and the writer of the file would disagree on which one counts.
 */

const DEPTH_MAX = 64;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
]);
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const WORD = /[a-z]+/y;
const BLANK = /[ \t\r\n]*/y;

export interface Position {
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units. */
  column: number;
}

export interface JsonSource {
  value: unknown;
  /** Where the value at `path` stands, or the nearest thing around it that was in the text. */
  locate(path: readonly PropertyKey[]): Position;
}

/** The text is not JSON. The message holds no part of the text. */
export class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";
  constructor(
    message: string,
    readonly position: Position,
  ) {
    super(message);
  }
}

/** @throws JsonSyntaxError at the first character that does not fit */
export function parseJsonSource(text: string): JsonSource {
  const reader = new JsonReader(text);
  const value = reader.document();
  return {
    value,
    locate: (path) => positionAt(text, reader.offsetOf(value, path)),
  };
}

class JsonReader {
  /** Offsets by container identity, so that they survive the renaming of a key around a value. */
  private readonly offsets = new WeakMap<object, Map<string, number>>();
  private at = 0;

  constructor(private readonly text: string) {}

  document(): unknown {
    if (this.text.startsWith("\uFEFF")) this.at = 1;
    this.blank();
    if (this.at === this.text.length) this.fail("the file is empty");
    const value = this.value(0);
    this.blank();
    if (this.at < this.text.length) this.fail("unexpected text after the end");
    return value;
  }

  offsetOf(root: unknown, path: readonly PropertyKey[]): number {
    let offset = 0;
    let value = root;
    for (const key of path) {
      if (typeof value !== "object" || value === null) break;
      offset = this.offsets.get(value)?.get(String(key)) ?? offset;
      value = Object.hasOwn(value, key) ? (value as Record<PropertyKey, unknown>)[key] : undefined;
    }
    return offset;
  }

  private value(depth: number): unknown {
    if (depth > DEPTH_MAX) this.fail(`nested deeper than ${DEPTH_MAX} levels`);
    const next = this.text[this.at];
    if (next === "{") return this.object(depth);
    if (next === "[") return this.array(depth);
    if (next === '"') return this.string();
    const number = this.match(NUMBER);
    if (number !== null) return Number(number);
    const start = this.at;
    const word = this.match(WORD);
    if (word !== null && WORDS.has(word)) return WORDS.get(word);
    this.at = start;
    return this.fail(next === undefined ? "the file ends too early" : "expected a value");
  }

  private object(depth: number): Record<string, unknown> {
    const result = Object.create(null) as Record<string, unknown>;
    const offsets = this.open(result);
    for (let first = true; !this.closes("}", first); first = false) {
      const start = this.at;
      if (this.text[start] !== '"')
        this.fail(start === this.text.length ? "the file ends too early" : "expected a key in double quotes");
      const key = this.string();
      if (Object.hasOwn(result, key)) this.fail("this key is given twice", start);
      this.blank();
      if (this.text[this.at] !== ":") this.fail("expected ':' after the key");
      this.at += 1;
      this.blank();
      offsets.set(key, this.at);
      result[key] = this.value(depth + 1);
    }
    return result;
  }

  private array(depth: number): unknown[] {
    const result: unknown[] = [];
    const offsets = this.open(result);
    for (let first = true; !this.closes("]", first); first = false) {
      offsets.set(String(result.length), this.at);
      result.push(this.value(depth + 1));
    }
    return result;
  }

  private open(container: object): Map<string, number> {
    const offsets = new Map<string, number>();
    this.offsets.set(container, offsets);
    this.at += 1;
    return offsets;
  }

  /** Steps over the bracket or the comma before the next member. */
  private closes(bracket: string, first: boolean): boolean {
    this.blank();
    const next = this.text[this.at];
    if (next === bracket) {
      this.at += 1;
      return true;
    }
    if (first) return false;
    if (next !== ",")
      this.fail(next === undefined ? "the file ends too early" : `expected ',' or '${bracket}'`);
    this.at += 1;
    this.blank();
    if (this.text[this.at] === bracket) this.fail(`no comma is allowed before '${bracket}'`);
    return false;
  }

  private string(): string {
    const start = this.at;
    this.at += 1;
    for (;;) {
      const unit = this.text.charCodeAt(this.at);
      if (Number.isNaN(unit)) this.fail("this string is not closed", start);
      if (unit === QUOTE) break;
      if (unit < FIRST_PRINTABLE) this.fail("a line break or control character inside a string");
      if (unit !== BACKSLASH) this.at += 1;
      else if (this.match(ESCAPE) === null) this.fail("unknown escape in a string");
    }
    this.at += 1;
    return JSON.parse(this.text.slice(start, this.at)) as string;
  }

  private blank(): void {
    this.match(BLANK);
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return null;
    this.at += found.length;
    return found;
  }

  private fail(message: string, offset = this.at): never {
    throw new JsonSyntaxError(message, positionAt(this.text, offset));
  }
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  let line = 1;
  for (let at = before.indexOf("\n"); at !== -1; at = before.indexOf("\n", at + 1)) line += 1;
  return { line, column: offset - lineStart + 1 };
}
