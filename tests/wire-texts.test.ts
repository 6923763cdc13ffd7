/** Nothing that TinyAGI says travels as English alone: each free text on the wire has a row that says who wrote it. */
import { expect, test } from "vitest";
import { z } from "../packages/contracts/node_modules/zod/index.js";
import { textFieldsOf, type WireField, wireTexts } from "./support/wire-fields.js";
import { NAMES, TEXTS } from "./support/wire-texts.js";

/** Names under which sentences of ours stood. A row says for each place who writes there. */
const SAYING: ReadonlySet<string> = new Set(
  "reason message error detail said problem advice hint note notes verdict next meaning failure lastError dispatchError failedReason errors waiting label summary description".split(
    " ",
  ),
);
const fields = wireTexts();

/** The longest row that ends the path. */
function rowOf({ path }: Pick<WireField, "path">): string | undefined {
  return Object.keys(TEXTS)
    .filter((end) => path === end || path.endsWith(`.${end}`) || path.endsWith(`:${end}`))
    .sort((a, b) => b.length - a.length)[0];
}

test("each free text of an event or an answer has a row that says who wrote it", () => {
  const unknown = fields.filter((field) => rowOf(field) === undefined && !NAMES.has(field.name));
  expect(unknown.map(({ path }) => path)).toEqual([]);
});

test("no name that says something counts as a name, and none has a row for all its places", () => {
  expect([...SAYING].filter((name) => NAMES.has(name))).toEqual([]);
  expect([...SAYING].filter((name) => Object.hasOwn(TEXTS, name))).toEqual([]);
});

test("a sentence of ours stands beside its fact", () => {
  const alone = fields.flatMap((field) => {
    const writer = TEXTS[rowOf(field) ?? ""];
    return typeof writer !== "object" || field.beside.includes(writer.beside) ? [] : [field.path];
  });
  expect(alone).toEqual([]);
});

test("the tables have no row for what is gone", () => {
  const used = new Set(fields.map(rowOf));
  expect(Object.keys(TEXTS).filter((end) => !used.has(end))).toEqual([]);
  const names = new Set(fields.map(({ name }) => name));
  expect([...NAMES].filter((name) => !names.has(name))).toEqual([]);
});

test("the check finds a sentence wherever a schema has it", () => {
  const said = z.object({ why: z.string(), state: z.enum(["a"]), id: z.string().regex(/^[a-z]+$/) });
  const found = textFieldsOf({
    "moon.rose": z.object({
      list: z.array(said.nullable()).optional(),
      all: z.record(z.string(), z.string()),
    }),
  });
  expect(found.map(({ path }) => path)).toEqual(["moon.rose:list.why", "moon.rose:all.*"]);
});
