import { expect, test } from "vitest";
import { createAnnouncements } from "./announcements";
import { board, card } from "./fixture";
import { cellId, wholeBoard } from "./lanes";

test("a drag is told in titles and columns, never in ids", () => {
  const all = board(card("task_1", { title: "Bake a cake" }), card("task_2", { title: "Eat it" }));
  const say = createAnnouncements(all, [wholeBoard(all)]);
  const active = { id: "task_1" } as never;
  const over = { id: cellId("", "in_progress") } as never;
  expect(say.onDragStart({ active })).toBe("“Bake a cake” is lifted.");
  expect(say.onDragOver({ active, over })).toBe("“Bake a cake” is over In progress.");
  expect(say.onDragEnd({ active, over })).toBe("“Bake a cake” was dropped on In progress.");
  expect(say.onDragEnd({ active, over: null })).toBe("“Bake a cake” stays where it was.");
});
