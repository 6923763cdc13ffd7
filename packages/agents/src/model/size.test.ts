/** The estimated size of a request. */
import { expect, it } from "vitest";
import { type AgentMessage, userMessage } from "./model.js";
import { estimateTokens } from "./size.js";

const request = (messages: readonly AgentMessage[], system?: string) => ({ system, messages, tools: [] });

it("a text counts by its length, the system prompt and the tools with it", () => {
  const words = "word ".repeat(4_000);
  expect(estimateTokens(request([userMessage(words)]))).toBeGreaterThanOrEqual(4_000);
  expect(estimateTokens(request([userMessage(words)]))).toBeLessThan(8_000);
  const small = estimateTokens(request([userMessage("hi")]));
  expect(estimateTokens(request([userMessage("hi")], words))).toBeGreaterThan(small + 4_000);
  const tool = { name: "t", description: words, inputSchema: {} };
  expect(estimateTokens({ ...request([userMessage("hi")]), tools: [tool] })).toBeGreaterThan(small + 4_000);
});

it("calls and their results count, and a file counts the same whatever its size", () => {
  const call: AgentMessage = {
    role: "assistant",
    content: [{ type: "tool-call", toolCallId: "1", toolName: "t", input: { text: "x".repeat(40_000) } }],
  };
  expect(estimateTokens(request([call]))).toBeGreaterThan(9_000);
  const file = (bytes: number): AgentMessage => ({
    role: "user",
    content: [{ type: "file", mediaType: "image/png", data: new Uint8Array(bytes) }],
  });
  expect(estimateTokens(request([file(5_000_000)]))).toBe(estimateTokens(request([file(5)])));
});
