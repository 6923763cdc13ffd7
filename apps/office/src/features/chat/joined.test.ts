import { expect, test } from "vitest";
import { itemsOf, type Reply, withHeadings } from "./joined";
import type { Turn } from "./turns";

const turn = (runId: string, agent: string, startedAt: number, finishedAt: number | null = startedAt + 5) =>
  ({ runId, agent, startedAt, finishedAt }) as Turn;
const reply = (id: number, createdAt: number, ...agents: string[]) =>
  ({
    ...{ id, createdAt, agents, agent: agents[0] ?? null, message: `reply ${id}` },
    ...{ files: [], parts: null, notes: [] },
  }) satisfies Reply;
const shown = (replies: Reply[], turns: Turn[]): string[] =>
  itemsOf({ replies }, turns).map((item) =>
    item.kind === "turn"
      ? item.turn.runId
      : `${item.reply.id}: ${item.parts.map(({ runId }) => runId).join(" ")}`,
  );

test("answers stand alone until the reply that joins them is there", () => {
  const turns = [turn("a", "lead", 10), turn("b", "coder", 20), turn("c", "tester", 25, null)];
  expect(shown([], turns)).toEqual(["a", "b", "c"]);
  expect(shown([reply(1, 40, "lead", "coder")], turns)).toEqual(["c", "1: a b"]);
});

test("a reply of one agent joins nothing, and neither does an answer of TinyAGI", () => {
  expect(shown([reply(1, 40, "lead"), reply(2, 50)], [turn("a", "lead", 10)])).toEqual(["a"]);
});

test("what came after a joined reply stands below it, and a run is a part of one reply only", () => {
  const turns = [
    turn("a", "lead", 10),
    turn("b", "coder", 20),
    turn("d", "coder", 60),
    turn("e", "lead", 70),
  ];
  expect(shown([reply(1, 40, "lead", "coder")], turns)).toEqual(["1: a b", "d", "e"]);
  expect(shown([reply(1, 40, "lead", "coder"), reply(2, 90, "coder", "lead")], turns)).toEqual([
    "1: a b",
    "2: d e",
  ]);
});

test("the name above each part stands on a line of its own, other text stays", () => {
  const joined = "@lead:\nI split this up.\n\n------\n\nMx. Coder (@coder):\nDone: see\n@lead: thanks";
  expect(withHeadings(joined)).toBe(
    "**@lead**\n\nI split this up.\n\n------\n\n**Mx. Coder (@coder)**\n\nDone: see\n@lead: thanks",
  );
});
