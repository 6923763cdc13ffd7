import { expect, it } from "vitest";
import { closedFences, isClosed } from "./closed-fences";

it.each([
  ["```ts\nconst a = 1;\n```", true],
  ["~~~\na\n~~~~  ", true],
  ["```ts\nin a list\n  ```", true],
  ["```ts\n> in a quote\n> ```", true],
  ["```ts\nconst a", false],
  ["```ts", false],
  ["```", false],
  ["````md\n```", false],
  ["```ts\nconst a = `\n``", false],
  ["```ts\n~~~", false],
  ["    indented", false],
])("a block is complete when its fence is closed: %j", (block, expected) => {
  expect(isClosed(block)).toBe(expected);
});

it("marks the complete blocks of a text, however deep they are", () => {
  const value = "```ts\n1\n```\n\n```ts\n2";
  const block = (start: number, end: number) => ({
    type: "code",
    position: { start: { offset: start }, end: { offset: end } },
  });
  const [complete, open] = [block(0, 11), block(13, value.length)];
  let tree: Parameters<ReturnType<typeof closedFences>>[0] = { type: "root", children: [complete, open] };
  for (let depth = 0; depth < 50_000; depth += 1) tree = { type: "blockquote", children: [tree] };
  closedFences()(tree, { value });
  expect(complete).toHaveProperty("data.hProperties", { "data-closed": "" });
  expect(open).not.toHaveProperty("data");
});
