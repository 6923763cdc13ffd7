import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import type { ConversationDetail } from "../../lib/queries";
import { findNewestRead } from "./read-parts";

const one = (id: string) => partial<ConversationDetail>({ id });

test("while a newer conversation of the thread is on its way, the one before it stands for the thread", () => {
  expect(findNewestRead("b", [one("a"), one("b"), undefined])?.id).toBe("b");
  expect(findNewestRead("b", [one("a"), one("b"), one("c")])?.id).toBe("c");
});

test("nothing is drawn before the conversation that was asked for is read", () => {
  expect(findNewestRead("b", [one("a"), undefined])).toBeUndefined();
  expect(findNewestRead("b", [one("a"), undefined, one("c")])).toBeUndefined();
});
