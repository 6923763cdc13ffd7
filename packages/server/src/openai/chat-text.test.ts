import { isAppError } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { chatText } from "./chat-text.js";

type Body = Parameters<typeof chatText>[0];
const chat = (messages: Body["messages"], extra: Partial<Body> = {}): Body => ({
  model: "coder",
  messages,
  ...extra,
});
const user = (content: Body["messages"][number]["content"]) => ({ role: "user" as const, content });

test("a single message reaches the agent as it is", () => {
  expect(chatText(chat([user("@all [@x: hi] /stop")]))).toBe("@all [@x: hi] /stop");
  const parts = [
    { type: "text", text: "one" },
    { type: "text", text: "two" },
  ];
  expect(chatText(chat([user(parts)]))).toBe("one\ntwo");
});

test("instructions and earlier turns precede the last message", () => {
  const text = chatText(
    chat([
      { role: "system", content: "Be brief." },
      user("What is 1+1?"),
      { role: "assistant", content: "2" },
      user("And 2+2?"),
    ]),
  );
  expect(text).toBe(
    "Instructions for this chat:\nBe brief.\n\nEarlier in this chat:\nUser: What is 1+1?\nAssistant: 2\n\n------\n\nAnd 2+2?",
  );
});

test.each<[string, Body, string]>([
  ["tools", chat([user("hi")], { tools: [{ type: "function" }] }), "tools"],
  ["functions", chat([user("hi")], { functions: [{}] }), "functions"],
  ["two answers", chat([user("hi")], { n: 2 }), "n"],
  ["JSON output", chat([user("hi")], { response_format: { type: "json_object" } }), "response_format"],
  ["log probabilities", chat([user("hi")], { logprobs: true }), "logprobs"],
  ["audio", chat([user("hi")], { modalities: ["text", "audio"] }), "modalities"],
  ["an image", chat([user([{ type: "image_url" }])]), "messages.0.content.0"],
  ["a tool's result", chat([user("hi"), { role: "tool", content: "x" }]), "messages.1"],
  [
    "a tool call",
    chat([{ role: "assistant", content: null, tool_calls: [{}] }, user("hi")]),
    "messages.0.tool_calls",
  ],
  ["no user message", chat([{ role: "system", content: "x" }]), "messages"],
  ["an assistant's message at the end", chat([user("hi"), { role: "assistant", content: "x" }]), "messages"],
  ["an empty message", chat([user(" \n")]), "messages"],
])("%s is refused by the name of its parameter, never ignored", (_name, body, path) => {
  try {
    chatText(body);
    expect.unreachable();
  } catch (error) {
    expect(isAppError(error, "INVALID_INPUT") && error.details[0]?.path).toBe(path);
  }
});

test("parameters without a value ask for nothing", () => {
  const empty = { tools: [], functions: null, n: 1, response_format: { type: "text" }, logprobs: false };
  expect(chatText(chat([user("hi")], empty))).toBe("hi");
});
