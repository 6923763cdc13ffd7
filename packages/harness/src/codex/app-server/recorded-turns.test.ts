/** Reads what the real `codex app-server` 0.169.0 said, recorded against the mock model. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { HarnessError } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { threadSchema } from "./messages.js";
import { readMessage } from "./rpc.js";
import { createTurnReader } from "./turn-reader.js";

const FIXTURES = fileURLToPath(new URL("../../../../testkit/fixtures/codex-app-server/", import.meta.url));

function linesOf(name: string): string[] {
  return readFileSync(`${FIXTURES}${name}.jsonl`, "utf8").split("\n").filter(Boolean);
}

function replay(name: string) {
  const requests: { method: string; item: unknown }[] = [];
  const reader = createTurnReader(
    { startId: "start", threadId: () => "thread" },
    {
      onRequest: ({ method, params }, itemOf) =>
        void requests.push({ method, item: itemOf(Object(params).itemId)?.type }),
      onAnswer: () => {},
      denied: () => [],
      now: () => 0,
    },
  );
  const events = linesOf(name).flatMap((line) => [...reader.push(line)]);
  const said = reader.conclude();
  const failure = said instanceof HarnessError ? said : undefined;
  const result = said instanceof HarnessError ? undefined : said;
  return { reader, requests, events, failure, result, types: events.map(({ type }) => type) };
}

test("the answer to the opening names the thread", () => {
  const answers = linesOf("opening").map(readMessage);
  const threads = answers.flatMap((message) =>
    message?.kind === "answer" && threadSchema.safeParse(message.result).success ? [message.id] : [],
  );
  expect(threads).toHaveLength(1);
});

test("an answer has its text, session and usage", () => {
  const { result, types } = replay("success");
  expect(result).toMatchObject({ text: "answer", sessionId: "thread" });
  expect(result?.usage).toMatchObject({ inputTokens: 100, outputTokens: 10 });
  expect(types).toEqual(["session", "text", "usage", "context"]);
});

test("a turn with a tool has its thought, its command and the usage of both calls alone", () => {
  const { result, events, types } = replay("tool-use");
  expect(result?.text).toContain("it said");
  expect(result?.usage).toMatchObject({ inputTokens: 200, outputTokens: 20 });
  expect(types).toContain("tool.started");
  const done = events.find((event) => event.type === "tool.completed");
  expect(done).toMatchObject({ name: "command", output: "in the sandbox\n" });
});

test.each([
  ["allowed", "item/commandExecution/requestApproval", "commandExecution", false],
  ["denied", "item/commandExecution/requestApproval", "commandExecution", true],
  ["patch-denied", "item/fileChange/requestApproval", "fileChange", true],
])("%s: permission is asked for what was announced before", (name, method, item, failed) => {
  const { requests, events } = replay(name);
  expect(requests).toEqual([{ method, item }]);
  const ended = events.filter((event) => event.type === "tool.completed");
  expect(ended.some((event) => event.failed === true)).toBe(failed);
});

test.each([
  ["error-400", "invalid"],
  ["error-401", "auth"],
  ["error-429", "rate_limited"],
  ["error-500", "transient"],
  ["error-529", "transient"],
  ["error-context-too-long", "context_too_long"],
  ["empty", "transient"],
])("%s is %s", (name, expected) => {
  const { failure, reader } = replay(name);
  expect(reader.isComplete()).toBe(true);
  expect(failure?.class).toBe(expected);
  expect(failure?.message).not.toBe("");
});

test("an interrupted turn is complete, and has no answer", () => {
  const { failure, reader } = replay("interrupted");
  expect(reader.isComplete()).toBe(true);
  expect(failure?.message).toContain("interrupted");
});
