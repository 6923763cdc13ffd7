import { expect, test } from "vitest";
import type { Conversation } from "../../lib/queries";
import { conversationsById } from "./work-index";

test("all cards of a board read one index of the conversations, made once for each answer of the daemon", () => {
  let reads = 0;
  const counted = (id: string) =>
    ({
      get id() {
        reads += 1;
        return id;
      },
    }) as Conversation;
  const list = Array.from({ length: 100 }, (_, i) => counted(`conv_${i}`));
  for (let card = 0; card < 50; card += 1)
    expect(conversationsById(list).get(`conv_${card}`)).toBe(list[card]);
  expect(reads).toBe(100);
  expect(conversationsById([counted("conv_new")]).has("conv_new")).toBe(true);
  expect(conversationsById(list).has("conv_new")).toBe(false);
});
