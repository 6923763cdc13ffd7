/** What readers see of a text while it is written. @requirement TRACE-2 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createLiveText } from "./live-text.js";
import { createRedactor } from "./redactor.js";

const LEARNED = "correct horse battery staple 42";
const PEM = `-----BEGIN RSA PRIVATE KEY-----\n${"MIIabc+/\n".repeat(8)}-----END RSA PRIVATE KEY-----`;
const SECRETS = [
  "sk-planted-4f9a1c77d2e84b05",
  `ghp_${"a1".repeat(18)}`,
  `AKIA${"A1".repeat(8)}`,
  `eyJ${"a".repeat(12)}.${"b".repeat(12)}.${"c".repeat(12)}`,
  "Bearer  abcdefgh12345678",
  LEARNED,
  "plain-learned-value",
  PEM,
];

function buildRedactor() {
  const redactor = createRedactor();
  redactor.learn(LEARNED);
  redactor.learn("plain-learned-value");
  return redactor;
}

/** What a reader gets of the pieces, one after the other. */
function toDisplay(pieces: readonly string[]): string {
  const redactor = buildRedactor();
  const live = createLiveText(redactor);
  return pieces.map((piece) => redactor.text(live.add(piece))).join("");
}

function pieces(text: string, cuts: readonly number[]): string[] {
  const ends = [...new Set([...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort(
    (a, b) => a - b,
  );
  return ends.map((end, at) => text.slice(ends[at - 1] ?? 0, end));
}

test.each(SECRETS)("a secret that comes in single characters is not shown: %s", (secret) => {
  const shown = toDisplay([...`It is ${secret} now. `]);
  expect(shown).toMatch(/^It is .*\[redacted\].* now\. $/s);
  expect(shown).not.toContain(secret.slice(0, 12));
  expect(shown).not.toContain(secret.slice(4, 16));
});

test("no part of a secret is shown, however the text is cut", () => {
  const word = fc.constantFrom(
    ...SECRETS,
    "and",
    "then",
    "Bearer",
    "correct horse",
    "sk-",
    "eyJ",
    "für",
    "-----BEGIN ",
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.array(fc.nat()), (words, cuts) => {
      const text = `${words.join("\n")}\n`;
      const shown = toDisplay(pieces(text, cuts));
      for (const secret of SECRETS)
        if (text.includes(secret)) expect(shown).not.toContain(secret.slice(2, -2));
    }),
    { numRuns: 500 },
  );
});

test("ordinary text is shown word by word, without a delay of more than one word", () => {
  const live = createLiveText(buildRedactor());
  expect(
    ["Hel", "lo wor", "ld, it", " is", " done.\n", "日本", "語"].map((piece) => live.add(piece)),
  ).toEqual(["", "Hello ", "world, ", "it ", "is done.\n", "日本", "語"]);
});

test("a word that is longer than any secret ends the pieces, and the whole text starts them again", () => {
  const live = createLiveText(buildRedactor());
  for (let n = 0; n < 1_000; n += 1) expect(live.add("x".repeat(20))).toBe("");
  expect(live.add(" more ")).toBe("");
  live.clear();
  expect(live.add("again ")).toBe("again ");
});

test("the cost of a text is linear", () => {
  const live = createLiveText(buildRedactor());
  const begun = process.cpuUsage();
  for (const part of [
    "-----BEGIN PRIVATE KEY-----",
    "Bearer   ",
    "-----END ",
    "correct horse ",
    "eyJaaaaaaaa-",
  ])
    live.add(part.repeat(1_000_000 / part.length));
  for (let n = 0; n < 20_000; n += 1) live.add("a word ");
  expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(2_000);
});
