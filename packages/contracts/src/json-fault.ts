/** What can be wrong with a text that should be JSON, in English. None of these texts repeats the text that is wrong. */

/** Nesting of objects and lists; limits every recursion over settings. */
export const JSON_DEPTH_MAX = 64;

export const JSON_FAULTS = {
  text: "unexpected text; texts and keys need double quotes",
  number: "this number is not complete",
  key: "expected a key in double quotes",
  value: "expected a value",
  colon: "expected ':' after the key",
  comma: "expected ',' or a closing bracket",
  brace: "expected ',' or '}'",
  bracket: "expected ',' or ']'",
  "after-end": "unexpected text after the end",
  comment: "comments are not allowed",
  quote: "this text has no closing quote on its line",
  escape: "unknown escape in this text",
  control: "a control character inside this text",
  empty: "the file is empty",
  "ends-early": "the file ends too early",
  "comma-before-brace": "no comma is allowed before '}'",
  "comma-before-bracket": "no comma is allowed before ']'",
  twice: "this key is given twice",
  depth: `nested deeper than ${JSON_DEPTH_MAX} levels`,
} as const;

export type JsonFault = keyof typeof JSON_FAULTS;
