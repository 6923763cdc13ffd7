import { expect, test } from "vitest";
import { PAGE, type Reply } from "../../lib/queries";
import { backToday } from "./back-today";

const TODAY = 1_000;
const reply = (id: number, more: Partial<Reply> = {}): Reply =>
  ({ id, messageId: `m${id}`, timestamp: TODAY + id, ...more }) as Reply;
const around = { today: TODAY, known: (id: string) => id !== "m7" };

test("the answers of today are counted, without questions and those of other days", () => {
  const replies = [reply(9), reply(8, { asks: true }), reply(7), reply(1), reply(0, { timestamp: 1 })];
  const { replies: back, count } = backToday(replies, around);
  expect([back.map(({ id }) => id), count]).toEqual([[9, 1], "2"]);
});

test("a page that ends before today does never passes for all of them", () => {
  const full = Array.from({ length: PAGE }, (_, i) => reply(1_000 - i));
  expect(backToday(full, around).count).toBe("100+");
  expect(backToday([reply(2_000, { asks: true }), ...full.slice(1)], around).count).toBe("99+");
  expect(backToday([...full.slice(1), reply(1, { timestamp: 1 })], around).count).toBe("99");
});
