/**
 * Routes output: data to stdout, messages to stderr. With `--json`, stdout contains only JSON in the API's shapes, and
 * stderr only lines of JSON: notices, and the API's error body. Nothing here exposes a stream to write to.
 */
import { cleanText } from "@tinyagi/contracts/clean-text";
import { paint, styled, type Text } from "@tinyagi/visualizer/text";
import type { Failure } from "../error/cli-error.js";
import type { Screen } from "./screen.js";
import { createWriter, type LiveScreen } from "./writer.js";

const JSON_INDENT = 2;

export interface OutputOptions {
  stdout: Screen;
  stderr: Screen;
  json: boolean;
  /** No emoji, boxes, colours or rewriting. */
  plain: boolean;
  /** Only data, and errors. */
  quiet?: boolean;
  /** Answers as the agent wrote them. */
  raw?: boolean;
  env: Readonly<Record<string, string | undefined>>;
}

export interface Output {
  readonly json: boolean;
  readonly plain: boolean;
  /** stderr as a screen that is redrawn in place; undefined where it must not be. */
  readonly live: LiveScreen | undefined;
  /** The screen on which questions are drawn, for `prompt/ask.ts` alone; undefined where stderr is no terminal. */
  readonly questions: Screen | undefined;
  /** stdout as a terminal, for `control/live-view.ts` alone; undefined where no live view may be drawn. */
  readonly views: Screen | undefined;
  /** How the Markdown of answers is drawn; undefined where it stays as it was written. */
  readonly answers: { readonly hasStyles: boolean } | undefined;
  /** The result: JSON with `--json`, else the lines, which are given the columns of the screen. */
  data: (value: unknown, lines: (columns: number) => readonly Text[]) => void;
  /** One JSON value on one line, for streams of values. */
  jsonLine: (value: unknown) => void;
  /** One line on stdout, with `--json` too. */
  line: (line: Text) => void;
  /** Text of several lines on stdout, with `--json` too. */
  text: (text: string) => void;
  /** Between two states of the same data: an empty screen at a terminal, else an empty line; nothing with `--json`. */
  nextFrame: () => void;
  /** A line for the person, on stderr; silent with `--json`. */
  talk: (line: Text) => void;
  /** Several such lines, which are given the columns of the screen. */
  talkLines: (lines: (columns: number) => readonly Text[]) => void;
  /** News for the program that reads stderr: one JSON value on one line. Silent without `--json`. */
  notice: (value: unknown) => void;
  /** What went wrong, on stderr. */
  fail: (failure: Failure) => void;
  /** Help on stderr, where it answers wrong words. */
  errorText: (text: string) => void;
}

export function createOutput(options: OutputOptions): Output {
  const { stdout, stderr, json, plain, env, quiet = false, raw = false } = options;
  const mayColour = !plain && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
  const [data, talk] = [stdout, stderr].map((screen) =>
    createWriter(screen, mayColour && screen.isTTY === true),
  ) as [Writer, Writer];
  const isLive = stderr.isTTY === true && !plain && !json && !quiet && env.TERM !== "dumb";
  const draws = stdout.isTTY === true && !plain && !json && !raw && env.TERM !== "dumb";
  return {
    json,
    plain,
    answers: draws ? { hasStyles: mayColour } : undefined,
    live: isLive ? talk.live : undefined,
    questions: stderr.isTTY === true ? stderr : undefined,
    views: stdout.isTTY === true && !plain && !json && env.TERM !== "dumb" ? stdout : undefined,
    data: (value, lines) => {
      if (json) data.json(value, JSON_INDENT);
      else for (const line of lines(getColumns(stdout))) data.line(line);
    },
    jsonLine: (value) => data.json(value),
    line: data.line,
    text: data.text,
    nextFrame: () => {
      if (json) return;
      if (stdout.isTTY === true && !plain && env.TERM !== "dumb") data.clear();
      else data.line("");
    },
    talk: (line) => {
      if (!json && !quiet) talk.line(line);
    },
    talkLines: (lines) => {
      if (!json) for (const line of lines(getColumns(stderr))) talk.line(line);
    },
    notice: (value) => {
      if (json) talk.json(value);
    },
    fail: (failure) => {
      if (json) {
        const { code, message, details } = failure;
        talk.json({ error: message, code, ...(details.length > 0 ? { details } : {}) });
      } else for (const line of failureLines(failure)) talk.line(line);
    },
    errorText: talk.text,
  };
}

type Writer = ReturnType<typeof createWriter>;

/** Splits a text into lines. */
export function linesOfText(text: string): string[] {
  return cleanText(text).split("\n");
}

function failureLines({ message, details, hint }: Failure): Text[] {
  const [first = "", ...rest] = linesOfText(message);
  return [
    styled`${paint("red", "tinyagi:")} ${first}`,
    ...rest,
    ...details.flatMap((detail) => {
      // The message of a single problem has place and words in it already.
      if ([detail.path ?? "", detail.message].every((part) => message.includes(part))) return [];
      const place = detail.path === undefined || detail.path === "" ? "" : `${detail.path}: `;
      return [`  ${place}${detail.message}`];
    }),
    ...(hint === undefined ? [] : [styled`  ${paint("dim", hint)}`]),
  ];
}

/** Infinite if the output is not a terminal: files and pipes accept lines of any length. */
function getColumns({ isTTY, columns }: Screen): number {
  return isTTY === true && columns !== undefined && columns > 0 ? columns : Number.POSITIVE_INFINITY;
}
