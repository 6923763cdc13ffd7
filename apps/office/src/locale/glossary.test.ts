/** TinyOffice uses the words of the glossary, and no other word for the same thing. */
import { expect, test } from "vitest";
import { en } from "./en/en";

/** What the glossary calls otherwise. */
const OTHER_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bmissions?\b/i, "conversation"],
  [/\bg(?:a|i)ves? up\b|\bfailed for good\b/i, "dead letter"],
  [/^Money\b/, "cost"],
  [/^Took$/, "duration"],
  [/^May$/, "permissions"],
  [/^Remembers$/, "session"],
];

function* texts(words: object, path: string): Generator<readonly [string, string]> {
  for (const [key, word] of Object.entries(words)) {
    const place = path === "" ? key : `${path}.${key}`;
    // The text of a function stands in its source.
    if (typeof word === "string" || typeof word === "function") yield [place, String(word)];
    else if (typeof word === "object" && word !== null) yield* texts(word, place);
  }
}

test.each(OTHER_WORDS)("no text says %s instead of %s", (other) => {
  const said = [...texts(en, "")].filter(([, text]) => other.test(text));
  expect(said).toEqual([]);
});
