import type { SearchHit } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { toFound } from "./found";

const hit: SearchHit = {
  kind: "message",
  title: "",
  snippet: "the bread",
  marks: [],
  agent: "lead",
  time: 0,
  conversationId: null,
  taskId: null,
  team: null,
};

test("each hit leads to its page", () => {
  const found = toFound([
    { ...hit, conversationId: "conv_1" },
    { ...hit, kind: "comment", title: "BOA-1 Bread", taskId: "t&1" },
    { ...hit, kind: "room", team: "dev" },
  ]);
  expect(found.map(({ path }) => path)).toEqual(["/chat?id=conv_1", "/tasks?task=t%261", "/rooms?room=dev"]);
  expect(found[1]).toMatchObject({ what: "Comment", title: "BOA-1 Bread: the bread" });
});

test("a hit without a place is left out, and marks that reorder text are removed", () => {
  expect(toFound([hit])).toEqual([]);
  expect(toFound([{ ...hit, snippet: "a\u202eb", conversationId: "c" }])[0]?.title).toBe("ab");
});

test("a task is shown by its title, once, and the tag of a handed-over task never", () => {
  const found = toFound([
    { ...hit, kind: "task", title: "T-1 Bake", snippet: "T-1 Bake", taskId: "t" },
    { ...hit, snippet: "Bake [task:task_mwtud4tuzk8ra4krb0nc]", conversationId: "c" },
  ]);
  expect(found.map(({ title }) => title)).toEqual(["T-1 Bake", "Bake"]);
});
