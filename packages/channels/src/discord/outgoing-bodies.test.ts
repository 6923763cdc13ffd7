import { expect, test } from "vitest";
import { editBody, resolvePlace, textBody } from "./outgoing-bodies.js";

test("nobody is called by a text, and an answer notifies only the person it answers", () => {
  const body = textBody({ markdown: "@everyone <@5>", replyTo: "123" });
  expect(body.allowed_mentions).toEqual({ parse: [], replied_user: true });
  expect(body.message_reference).toEqual({ message_id: "123", fail_if_not_exists: false });
});

test("what is no message is not answered", () => {
  expect(textBody({ markdown: "x", replyTo: "command-5" }).message_reference).toBeUndefined();
});

test("every try of a message has the same nonce, and another message another one", () => {
  const [first, again, other] = ["reply:0", "reply:0", "reply:1"].map(
    (key) => resolvePlace(undefined, key).nonce,
  );
  expect(first).toHaveLength(25);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
  expect(resolvePlace(undefined, "reply:0").enforce_nonce).toBe(true);
});

test("a text that its marks make too long is shown as it was written", () => {
  const markdown = "||".repeat(950);
  expect(editBody({ markdown }).content).toBe(markdown);
});

test("buttons stand five in a row", () => {
  const buttons = Array.from({ length: 8 }, (_, n) => ({ label: `b${n}`, value: `/answer q #${n}` }));
  const { components } = editBody({ markdown: "x", buttons });
  expect(components.map((row) => row.components.length)).toEqual([5, 3]);
});
