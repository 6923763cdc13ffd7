import { expect, it } from "vitest";
import { createPainter } from "./painter.js";

function painter(): ReturnType<typeof createPainter> & { written: string[] } {
  const written: string[] = [];
  return { written, ...createPainter({ write: (text) => written.push(text) }) };
}

it("only the lines that changed are written, in one write, and nothing when nothing changed", () => {
  const { draw, written } = painter();
  draw(["a", "b", "c"]);
  draw(["a", "b", "c"]);
  expect(written).toHaveLength(1);
  draw(["a", "x", "c"]);
  expect(written[1]).toBe("\u001b[?2026h\u001b[2;1H\u001b[Kx\u001b[?2026l");
  draw(["a"]);
  expect(written[2]).toContain("\u001b[2;1H\u001b[K\u001b[3;1H\u001b[K");
});

it("everything is written again after the window changed", () => {
  const { draw, forget, written } = painter();
  draw(["a"]);
  forget();
  draw(["a"]);
  expect(written[1]).toContain("\u001b[2J");
  expect(written[1]).toContain("a");
});
