/**
 * The words that a person wrote in a mail, apart from what they quote or pass on. What others wrote is never taken for the
 * person's: when in doubt, it is cut. Linear: each line is looked at a bounded number of times.
 */
import { FORWARDED, FROM_LABELS, ORIGINAL, OTHER_LABELS, SENT_FROM, WROTE } from "./quote-words.js";

export interface MailWords {
  readonly own: string;
  /** The message that the person passes on, without its header. */
  readonly forwarded?: string;
  /** What the person quotes: the message that they answer, or what is left of it. */
  readonly quoted?: string;
}

const LINES_MAX = 20_000;
const QUOTED_MAX_CHARS = 4_000;
/** A line that introduces a quotation is never longer. */
const INTRODUCTION_MAX_CHARS = 400;
/** Mail programs break it. */
const INTRODUCTION_MAX_LINES = 3;

/** A line of a header, such as "Reply-To:", begins with no longer word. */
const LABEL_MAX_CHARS = 30;
/** So many lines with such a word, one after the other, are a header in any language. */
const HEADER_MIN_LINES = 3;

/** @param isForward whether the mail says so: Outlook writes the same lines in replies and in what it passes on */
export function wordsOfMail(text: string, isForward = false): MailWords {
  const lines = text.replaceAll("\r\n", "\n").replaceAll("\u00a0", " ").split("\n", LINES_MAX);
  return isForward ? wordsOfForward(lines) : wordsOfReply(lines);
}

function wordsOfReply(lines: readonly string[]): MailWords {
  const own: string[] = [];
  const quoted: string[] = [];
  const done = (rest: readonly string[] = []): MailWords => withQuoted(own, [...quoted, ...rest]);
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? "").trim();
    const forwardMark = isForwardMark(line);
    if (forwardMark || isHeaderBlock(lines, at)) {
      const rest = lines.slice(forwardMark ? at + 1 : at);
      return forwardMark ? passedOn(own, rest) : done(withoutHeader(rest));
    }
    if (isOriginalMark(line)) return done(withoutHeader(lines.slice(at + 1)));
    // A signature ends a mail.
    if ((lines[at] ?? "").replace("\r", "") === "-- ") return done();
    const length = introductionAt(lines, at);
    if (length > 0) {
      // Without marks, nobody knows where the quotation ends.
      if (!nextLine(lines, at + length).startsWith(">")) return done(lines.slice(at + length));
      at += length - 1;
    } else (line.startsWith(">") ? quoted : own).push(lines[at] ?? "");
  }
  return done();
}

/**
 * The words before the first mark are the person's. Without a mark nobody knows where they end, and after a quotation a
 * mark may be one of others: then all of it counts as passed on.
 */
function wordsOfForward(lines: readonly string[]): MailWords {
  const own: string[] = [];
  let isSigned = false;
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? "").trim();
    const isMark = isForwardMark(line) || isOriginalMark(line) || isUnknownMark(line);
    if (isMark) return passedOn(own, lines.slice(at + 1));
    if (isHeaderBlock(lines, at) || isUnknownHeader(lines, at))
      return passedOn(withoutLead(own), lines.slice(at));
    if (line.startsWith(">") || introductionAt(lines, at) > 0) break;
    isSigned ||= (lines[at] ?? "").replace("\r", "") === "-- ";
    if (!isSigned) own.push(lines[at] ?? "");
  }
  return { own: "", forwarded: lines.join("\n").trim() };
}

/** Words between two rows of dashes. */
function isUnknownMark(line: string): boolean {
  return line.startsWith("---") && line.endsWith("---") && phraseBetween(line, "-") !== "";
}

function isUnknownHeader(lines: readonly string[], at: number): boolean {
  const some = lines.slice(at, at + HEADER_MIN_LINES);
  return some.length === HEADER_MIN_LINES && some.every(isLabelled);
}

function isLabelled(line: string): boolean {
  const head = line.slice(0, LABEL_MAX_CHARS);
  return head.indexOf(":") > 0 || head.indexOf("：") > 0;
}

/** Without the line that announces a header, such as "Begin forwarded message:" in a language that is not known. */
function withoutLead(own: readonly string[]): readonly string[] {
  const last = own.findLastIndex((line) => line.trim() !== "");
  const line = (own[last] ?? "").trim();
  return line.endsWith(":") || line.endsWith("：") ? own.slice(0, last) : own;
}

function withQuoted(own: readonly string[], lines: readonly string[]): MailWords {
  const quoted = lines
    .map((line) => line.replace(/^\s{0,3}> ?/, ""))
    .join("\n")
    .trim();
  return { own: cleaned(own), ...(quoted === "" ? {} : { quoted: quoted.slice(0, QUOTED_MAX_CHARS) }) };
}

function passedOn(own: readonly string[], rest: readonly string[]): MailWords {
  return { own: cleaned(own), forwarded: withoutHeader(rest).join("\n").trim() };
}

/** "From: …" and so on, until the first empty line after them. Apple quotes all of it. */
function withoutHeader(lines: readonly string[]): string[] {
  const quoted = lines.filter((line) => line.trim() !== "").every((line) => line.startsWith(">"));
  const plain = quoted ? lines.map((line) => line.replace(/^> ?/, "")) : [...lines];
  let at = 0;
  while (at < plain.length && (plain[at] ?? "").trim() === "") at += 1;
  const isHeader = labelOf(plain[at] ?? "") !== undefined;
  while (isHeader && at < plain.length && (plain[at] ?? "").trim() !== "") at += 1;
  return plain.slice(at);
}

function isForwardMark(line: string): boolean {
  const phrase = phraseBetween(line, "-");
  return FORWARDED.includes(phrase) && (line.startsWith("--") || line.endsWith(":") || line.endsWith("："));
}

function isOriginalMark(line: string): boolean {
  return line.startsWith("--") && ORIGINAL.includes(phraseBetween(line, "-"));
}

function phraseBetween(line: string, mark: string): string {
  if (line.length > 120) return "";
  let [from, to] = [0, line.length];
  while (from < to && (line[from] === mark || line[from] === " " || line[from] === ">")) from += 1;
  while (to > from && [mark, " ", ":", "："].includes(line[to - 1] ?? "")) to -= 1;
  return line.slice(from, to).toLowerCase();
}

/** Whether a header of Outlook begins here: a line of the sender, and two of the others soon after. */
function isHeaderBlock(lines: readonly string[], at: number): boolean {
  const label = labelOf(lines[at] ?? "");
  if (label === undefined || !FROM_LABELS.has(label)) return false;
  const others = lines.slice(at + 1, at + 6).map((line) => labelOf(line) ?? "");
  return others.filter((other) => OTHER_LABELS.has(other)).length >= 2;
}

function labelOf(line: string): string | undefined {
  const head = line.slice(0, 40);
  const colon = Math.max(head.indexOf(":"), head.indexOf("："));
  if (colon <= 0) return undefined;
  const label = head.slice(0, colon).replaceAll("*", "").replaceAll(">", "").trim().toLowerCase();
  return FROM_LABELS.has(label) || OTHER_LABELS.has(label) ? label : undefined;
}

/** @returns how many lines introduce a quotation here; 0: none */
function introductionAt(lines: readonly string[], at: number): number {
  const first = (lines[at] ?? "").trim();
  if (first === "" || first.startsWith(">") || first.length > INTRODUCTION_MAX_CHARS) return 0;
  let rest = "";
  for (let count = 1; count <= INTRODUCTION_MAX_LINES; count += 1) {
    if (count > 1) {
      const line = (lines[at + count - 1] ?? "").trim();
      if (line === "" || line.startsWith(">")) return 0;
      rest = rest === "" ? line : `${rest} ${line}`;
      if (rest.length > INTRODUCTION_MAX_CHARS) return 0;
    }
    // What is complete without the first line begins after it: that line is the person's.
    if (isIntroduction(rest)) return 0;
    if (isIntroduction(rest === "" ? first : `${first} ${rest}`)) return count;
  }
  return 0;
}

/** It ends with a colon, has a date or an address, and a verb or the address at its end. */
function isIntroduction(text: string): boolean {
  if (!text.endsWith(":") && !text.endsWith("：")) return false;
  const body = text.slice(0, -1).trimEnd().toLowerCase();
  if (!/\d{4}|\d[:.]\d\d|@/.test(body)) return false;
  if (body.endsWith(">") && body.includes("@") && /\d/.test(body)) return true;
  return WROTE.some(
    (verb) => body.endsWith(verb) || body.includes(` ${verb} `) || body.startsWith(`${verb} `),
  );
}

function nextLine(lines: readonly string[], from: number): string {
  for (let at = from; at < Math.min(lines.length, from + 3); at += 1) {
    const line = (lines[at] ?? "").trim();
    if (line !== "") return line;
  }
  return "";
}

/** Without what a telephone adds, and without the line of Outlook before a quotation. */
function cleaned(lines: readonly string[]): string {
  const kept = [...lines];
  for (;;) {
    const last = kept.at(-1)?.trim().toLowerCase();
    if (last === undefined) return "";
    const isNoise =
      last === "" || /^[_-]{10,}$/.test(last) || SENT_FROM.some((start) => last.startsWith(start));
    if (!isNoise) return kept.join("\n").trim();
    kept.pop();
  }
}
