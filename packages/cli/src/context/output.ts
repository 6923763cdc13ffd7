/**
 * Where words go: data to stdout, talk to stderr. With `--json` stdout holds nothing but JSON in the API's own
 * shapes, and failures are the API's error body on stderr. Must never print untrusted text uncleaned.
 */
import type { Writable } from "node:stream";
import { createColors } from "picocolors";
import { cleanJson, cleanLine, cleanText } from "../view/sanitize.js";
import type { Failure } from "./cli-error.js";

const JSON_INDENT = 2;

/** A stream that may be a terminal. */
export type Screen = Writable & { isTTY?: boolean; columns?: number; rows?: number };
export type Colors = ReturnType<typeof createColors>;

export interface OutputOptions {
  stdout: Screen;
  stderr: Screen;
  json: boolean;
  /** No emoji, boxes, colours or rewriting. */
  plain: boolean;
  env: Readonly<Record<string, string | undefined>>;
}

export interface Output {
  readonly json: boolean;
  readonly plain: boolean;
  readonly stdout: Screen;
  readonly stderr: Screen;
  /** Colours for stderr and for stdout, off where the stream is no terminal. */
  readonly talkColors: Colors;
  readonly dataColors: Colors;
  /** Whether stderr may be redrawn in place. */
  readonly live: boolean;
  /** The result: JSON with `--json`, else the lines, which are given the columns of the screen. */
  data: (value: unknown, lines: (columns: number) => readonly string[]) => void;
  /** One JSON value on one line, for streams of values. */
  jsonLine: (value: unknown) => void;
  /** Text from agents, cleaned, on stdout. */
  text: (text: string) => void;
  /** A line for the person, on stderr; silent with `--json`. */
  talk: (line: string) => void;
  fail: (failure: Failure) => void;
}

export function createOutput(options: OutputOptions): Output {
  const { stdout, stderr, json, plain, env } = options;
  const mayColour = !plain && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
  const print = (stream: Screen, text: string): void => {
    stream.write(text.endsWith("\n") ? text : `${text}\n`);
  };
  const talkColors = createColors(mayColour && stderr.isTTY === true);
  return {
    json,
    plain,
    stdout,
    stderr,
    talkColors,
    dataColors: createColors(mayColour && stdout.isTTY === true),
    live: stderr.isTTY === true && !plain && !json && env.TERM !== "dumb",
    data: (value, lines) => {
      if (json) print(stdout, cleanJson(value, JSON_INDENT));
      else for (const line of lines(columnsOf(stdout))) print(stdout, line);
    },
    jsonLine: (value) => print(stdout, cleanJson(value)),
    text: (text) => print(stdout, cleanText(text)),
    talk: (line) => {
      if (!json) print(stderr, line);
    },
    fail: (failure) => {
      if (json) {
        const { code, message, details } = failure;
        print(stderr, cleanJson({ error: message, code, ...(details.length > 0 ? { details } : {}) }));
        return;
      }
      print(stderr, `${talkColors.red("tinyagi:")} ${cleanText(failure.message)}`);
      for (const detail of failure.details) {
        // The message of a single problem has place and words in it already.
        if ([detail.path ?? "", detail.message].every((part) => failure.message.includes(part))) continue;
        const place = detail.path === undefined || detail.path === "" ? "" : `${cleanLine(detail.path)}: `;
        print(stderr, `  ${place}${cleanLine(detail.message)}`);
      }
      if (failure.hint !== undefined) print(stderr, `  ${talkColors.dim(failure.hint)}`);
    },
  };
}

/** Without end where the output is no terminal: a file and a pipe take lines of any length. */
function columnsOf({ isTTY, columns }: Screen): number {
  return isTTY === true && columns !== undefined && columns > 0 ? columns : Number.POSITIVE_INFINITY;
}
