/**
 * Every regular expression of the sources takes linear time on every text, or is in a table with the bound of its input.
 * What was checked once is kept in a list: checking all takes minutes.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { check } from "recheck";
import { expect, it } from "vitest";
import { BOUNDED } from "../support/expressions/bounded.js";
import { expressionsOfTree } from "../support/expressions/tree.js";

const LIST = new URL("../fixtures/linear-expressions.json", import.meta.url);
/** For one expression, in milliseconds. */
const CHECK_MS = 60_000;
const UPDATE = process.env.TINYAGI_UPDATE_EXPRESSIONS === "1";
// The checker is a program for each platform otherwise.
process.env.RECHECK_BACKEND = "pure";

const expressions = expressionsOfTree();
const listed: ReadonlySet<string> = new Set(JSON.parse(readFileSync(LIST, "utf8")) as string[]);

it("every regular expression is linear, or its input is bounded", { timeout: 600_000 }, async () => {
  const linear = new Set<string>();
  const problems: string[] = [];
  for (const { written, source, flags, isBuilt, place } of expressions) {
    if (linear.has(written) || BOUNDED.has(written)) continue;
    const verdict = listed.has(written) ? "safe" : isBuilt ? "built" : await toVerdict(source, flags);
    if (verdict === "safe") linear.add(written);
    else problems.push(`${place} ${written}: ${verdict}`);
  }
  if (UPDATE) writeFileSync(LIST, `${JSON.stringify([...linear].sort(), null, 2)}\n`);
  expect(
    problems,
    "rewrite them, or add them to tests/support/expressions/bounded.ts with their bound",
  ).toEqual([]);
  expect(
    [...linear].filter((one) => !listed.has(one)),
    "run this test with TINYAGI_UPDATE_EXPRESSIONS=1",
  ).toEqual([]);
});

it("the list and the table contain no expression that is gone", () => {
  const written = new Set(expressions.map((one) => one.written));
  expect([...listed, ...BOUNDED.keys()].filter((one) => !written.has(one))).toEqual([]);
});

async function toVerdict(source: string, flags: string): Promise<string> {
  const verdict = await check(source, flags, { timeout: CHECK_MS });
  if (verdict.status === "unknown") return `unknown (${verdict.error.kind})`;
  return verdict.status === "safe" ? verdict.status : verdict.complexity.summary;
}
