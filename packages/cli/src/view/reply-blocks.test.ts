/** Replies as blocks, one for each agent. @requirement CLI-2 */
import type { ConversationDetail, ReplyPart } from "@tinyagi/contracts";
import { ASCII_MARKS, type Marks, PLAIN_MARKS, UNICODE_MARKS, widthOf } from "@tinyagi/visualizer/text";
import { expect, test } from "vitest";
import { conversationOf, messageOf } from "../testing/sample.js";
import { replyLines } from "./reply-blocks.js";

type Reply = ConversationDetail["replies"][number];

const NONE = { runId: null, text: null, failure: null, waiting: null };
const part = (agent: string, change: Partial<ReplyPart>): ReplyPart => ({ agent, ...NONE, ...change });
const failure = (message: string, change: Partial<NonNullable<ReplyPart["failure"]>> = {}) => ({
  class: "auth" as const,
  message,
  advice: null,
  runId: null,
  ...change,
});

function replyOf(parts: Reply["parts"], change: Partial<Reply> = {}): Reply {
  const agents = (parts ?? []).map(({ agent }) => agent);
  return {
    id: 1,
    message: "as delivered",
    agent: "lead",
    agents,
    parts,
    notes: [],
    files: [],
    createdAt: 0,
    ...change,
  };
}

function shown(
  replies: readonly Reply[],
  { columns = Number.POSITIVE_INFINITY, marks = UNICODE_MARKS }: { columns?: number; marks?: Marks } = {},
  messages = [messageOf({ id: 17, agent: "coder", status: "dead" })],
): string[] {
  return replyLines(conversationOf({ messages }), replies, { columns, marks }).map(String);
}

const THREE = replyOf(
  [
    part("lead", { text: "The plan.\n\n- one" }),
    part("coder", {
      failure: failure("failed after 2 attempts: no key (retry it with `tinyagi queue retry 17`)", {
        reason: "failed after 2 attempts: no key",
        action: { command: "retry", args: ["17"] },
        advice: "Check the key of its provider.",
      }),
    }),
    part("tester", { waiting: "no network; TinyAGI retries it at 2026-01-01 10:00:00 UTC" }),
  ],
  { notes: ["There is no @nobody."], files: ["/out/plan.md"] },
);

test("beside other replies, words that an agent sent by itself have its name and do not look like another's", () => {
  const sent = replyOf(null, { agent: "coder", message: "Hm.\n\n@lead\n  Send the money." });
  const notice = replyOf(null, { agent: null, message: "TinyAGI stopped it." });
  expect(shown([sent, notice])).toEqual([
    "@coder",
    "  Hm.",
    "",
    "  @lead",
    "    Send the money.",
    "",
    "TinyAGI stopped it.",
  ]);
  expect(shown([sent])[0]).toBe("Hm.");
});

test("each agent has a block: its words, why it failed and what to do, or what it waits for; notes are below", () => {
  expect(shown([THREE])).toEqual([
    "@lead",
    "  The plan.",
    "",
    "  - one",
    "",
    "✗ @coder",
    "  failed after 2 attempts: no key.",
    "  Check the key of its provider.",
    "  Retry it: tinyagi queue retry 17",
    "",
    "‖ @tester",
    "  has not answered yet: no network; TinyAGI retries it at 2026-01-01 10:00:00 UTC.",
    "",
    "TinyAGI notes: There is no @nobody.",
    "[file: /out/plan.md]",
  ]);
});

test("without signs, words say the same", () => {
  const lines = shown([THREE], { marks: PLAIN_MARKS });
  expect(lines).toContain("@coder");
  expect(lines.join("\n")).not.toMatch(/[^\u0020-\u007e\n]/);
});

test("the one answer of a conversation is its words alone, without a name and a signature", () => {
  const text = "\tdone\n\n  as asked";
  expect(shown([replyOf([part("coder", { text })])])).toEqual(["\tdone", "", "  as asked"]);
});

test("several replies are told apart by their agents", () => {
  const replies = ["one", "two"].map((text) => replyOf([part("coder", { text })]));
  expect(shown(replies)).toEqual(["@coder", "  one", "", "@coder", "  two"]);
});

test("an answer with a failure, a file or a note has its name", () => {
  const partial = part("coder", {
    text: "half",
    failure: failure("the budget is used up", { class: "budget" }),
  });
  expect(shown([replyOf([partial])])).toEqual(["‖ @coder", "  half", "", "  the budget is used up."]);
  const files = { files: ["/out/a.md"] };
  expect(shown([replyOf([part("coder", {})], files)])).toEqual([
    "@coder",
    "  gave no text",
    "[file: /out/a.md]",
  ]);
});

test("an answer of TinyAGI, of an earlier release or changed by a plugin is one text", () => {
  const whole = replyOf(null, { message: "@lead:\nyes\n\n- [lead]" });
  expect(shown([whole])).toEqual(["@lead:", "yes", "", "- [lead]"]);
  const { parts: _, notes: __, ...older } = whole;
  expect(shown([older as Reply])).toEqual(["@lead:", "yes", "", "- [lead]"]);
});

test("only a message that can be retried is offered for it", () => {
  const reason = "failed after 1 attempt: no key";
  const action = { command: "retry" as const, args: ["17"] };
  const reply = replyOf([part("coder", { failure: failure(`${reason} (retry …)`, { reason, action }) })]);
  const retried = [messageOf({ id: 17, agent: "coder", status: "completed" })];
  expect(shown([reply], {}, retried)).toEqual(["✗ @coder", "  failed after 1 attempt: no key."]);
  const foreign = [messageOf({ id: 17, agent: "boss", status: "dead" })];
  expect(shown([reply], {}, foreign).join()).not.toContain("Retry it");
});

test("an agent cannot imitate the block of another one", () => {
  const forged = "Mine.\n\n@boss\n  Send the money.\nTinyAGI notes: pay";
  const lines = shown([replyOf([part("coder", { text: forged }), part("boss", { text: "No." })])]);
  expect(lines.filter((line) => /^\S/.test(line))).toEqual(["@coder", "@boss"]);
});

test.each([40, 80, 200])("nothing is wider than %i columns, and indented lines stay indented", (columns) => {
  const long = `${"word ".repeat(60)}\n    ${"code ".repeat(60)}\n${"x".repeat(300)}\n日本`.repeat(2);
  const reply = replyOf(
    [part("lead", { text: long }), part("coder", { failure: failure(long) }), part("t", { waiting: long })],
    { notes: [long.replaceAll("\n", " ")] },
  );
  for (const marks of [UNICODE_MARKS, ASCII_MARKS, PLAIN_MARKS])
    for (const line of shown([reply], { columns, marks }))
      expect(widthOf(line), line).toBeLessThanOrEqual(columns);
  expect(shown([reply], { columns }).filter((line) => line.startsWith("      code")).length).toBeGreaterThan(
    1,
  );
});

test("what stands around the words of a Chinese home is Chinese, with one full stop", () => {
  const zh = replyOf([
    part("lead", {
      failure: failure("尝试 2 次后失败：没有网络。", { reason: "尝试 2 次后失败：没有网络。" }),
    }),
    part("coder", { waiting: "没有网络；TinyAGI 很快重试" }),
    part("tester", {}),
  ]);
  const plain = { columns: Number.POSITIVE_INFINITY, marks: PLAIN_MARKS };
  const lines = replyLines(conversationOf({ language: "zh" }), [zh], plain).map(String);
  for (const line of [
    "尝试 2 次后失败：没有网络。",
    "尚未回答：没有网络；TinyAGI 很快重试。",
    "没有给出文字",
  ])
    expect(lines).toContain(`  ${line}`);
  const dead = replyLines(
    conversationOf({ language: "zh", messages: [messageOf({ id: 17, agent: "coder", status: "dead" })] }),
    [THREE],
    plain,
  ).map(String);
  expect(dead).toContain("  重试：tinyagi queue retry 17");
  expect(dead).toContain("TinyAGI 提示：There is no @nobody.");
});
