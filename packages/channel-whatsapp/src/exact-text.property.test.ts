/** What a person reads of an approval on WhatsApp is what will run, but for fences, which are written out. */
import { visibleWhatsApp } from "@tinyagi/testkit/fake-whatsapp";
import fc from "fast-check";
import { expect, test } from "vitest";
import { whatsAppExact } from "./exact-text.js";

const PIECES = [
  "*",
  "_",
  "~",
  "`",
  "``",
  "```",
  "~~~",
  "\n",
  "\n> ",
  "\n- ",
  "\n1. ",
  " ",
  "*a*",
  "_b_",
  "~c~",
  "`d`",
];
const MORE = [
  "[x]: $(y)",
  "https://e.test/a_b_c",
  "||e||",
  "<@1>",
  "שלום",
  "日本",
  "rm -rf /srv/app/*/cache/*",
];

/** @requirement APPROVAL-7 */
test("every character of a literal part is read, whatever it contains", () => {
  const piece = fc.oneof(fc.constantFrom(...PIECES, ...MORE), fc.string({ maxLength: 10 }));
  const text = fc.array(piece, { minLength: 1, maxLength: 40 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(text, text, (block, code) => {
      const shown = visibleWhatsApp(
        whatsAppExact([
          { kind: "words", text: "@coder asks:\n" },
          { kind: "block", text: block },
          { kind: "words", text: "\nSay " },
          { kind: "code", text: code },
          { kind: "words", text: ", please." },
        ]),
      );
      expect(shown.replaceAll("\\u0060", "`")).toBe(`@coder asks:\n${block}\nSay ${code}, please.`);
    }),
    { numRuns: 300, endOnFailure: true },
  );
});
