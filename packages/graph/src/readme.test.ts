/** The examples of the README are files that the tests run. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

test("every example that names a file shows that file", () => {
  const blocks = [...read("README.md").matchAll(/<!-- the file (\S+) -->\n\n```ts\n([\s\S]*?)```/g)];
  expect(blocks.map(([, file]) => file)).toEqual([
    "examples/in-use.ts",
    "examples/ask-a-person.ts",
    "examples/first-answers.ts",
    "examples/progress.ts",
  ]);
  for (const [, file = "", shown] of blocks) {
    const [header = ""] = read(file).split("\n");
    expect(header).toMatch(/^\/\*\*.*\*\/$/);
    expect(shown).toBe(read(file).slice(header.length + 1));
  }
});
