import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import type { ConversationDetail } from "../../lib/queries";
import { toAgain } from "./again";

const conversation = partial<ConversationDetail>({
  messages: [
    { id: 1, own: "bake", text: "[note] bake" },
    { id: 2, text: "as an older release says it" },
  ],
  runs: [
    { runId: "r1", messageRowId: 1 },
    { runId: "r2", messageRowId: 2 },
  ],
});
const turn = (runId: string, finishedAt: number | null = 5) => ({ runId, node: undefined, finishedAt });

test("an answer is done again with what its author wrote", () => {
  expect(toAgain(conversation, turn("r1"))).toEqual({ runId: "r1", node: undefined, prompt: "bake" });
  expect(toAgain(conversation, turn("r2"))?.prompt).toBe("as an older release says it");
});

test("what runs, and what never ran, is not done again", () => {
  expect(toAgain(conversation, turn("r1", null))).toBeUndefined();
  expect(toAgain(conversation, turn(""))).toBeUndefined();
});
