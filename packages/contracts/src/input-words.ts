/**
 * What is wrong with a value, in words for the person who gave it: what to give instead, and never the value, which may
 * be a secret. The schema library's own words speak to programmers. A message that a schema has itself comes first.
 */
import type { z } from "zod";

type RawIssue = z.core.$ZodRawIssue;

/** The words for a value that is absent. */
export const MISSING_VALUE = "a value is required";

const KINDS: Readonly<Record<string, string>> = {
  int: "use a whole number",
  number: "use a number",
  boolean: "use true or false",
  string: "use a text",
  array: "use a list",
  object: "use an object",
  record: "use an object",
};
const FORMATS: Readonly<Record<string, string>> = {
  url: "use a URL such as https://example.com",
  email: "use an e-mail address",
  datetime: "use a time such as 2030-01-31T09:00:00Z",
};
const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ["character", "characters"],
  array: ["entry", "entries"],
  record: ["entry", "entries"],
  object: ["entry", "entries"],
};
/** More choices than these are a table of the documentation. */
const SHOWN_CHOICES = 30;

/** For `safeParse(value, { error: inputWords })`. Undefined: the library's words. */
export function inputWords(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? MISSING_VALUE : KINDS[issue.expected];
    case "too_big":
      return limitWords(issue.origin, Number(issue.maximum), "at most");
    case "too_small":
      if (issue.origin === "string" && Number(issue.minimum) === 1) return "must not be empty";
      return limitWords(issue.origin, Number(issue.minimum), "at least");
    case "invalid_value":
      return issue.input === undefined ? MISSING_VALUE : choiceWords(issue.values);
    case "invalid_format":
      return FORMATS[issue.format] ?? "this form is not accepted here";
    case "invalid_union":
      return issue.input === undefined ? MISSING_VALUE : "this value is not accepted here";
    case "custom":
      return "this value is not accepted here";
    default:
      return undefined;
  }
}

function limitWords(origin: string, limit: number, word: "at most" | "at least"): string {
  const unit = UNITS[origin];
  return unit === undefined ? `use ${word} ${limit}` : `use ${word} ${limit} ${unit[limit === 1 ? 0 : 1]}`;
}

function choiceWords(values: readonly unknown[]): string | undefined {
  if (values.length > SHOWN_CHOICES) return undefined;
  const words = values.map(String).join(", ");
  return values.length === 1 ? `use ${words}` : `use one of: ${words}`;
}
