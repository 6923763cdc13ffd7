/** @requirement PUSH-2 */
import type { JournalEvent } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { type NoticeFacts, noticeOf } from "./notice.js";

const facts: NoticeFacts = {
  content: "private",
  isPageOpen: false,
  agentName: (id) => `The ${id}`,
  conversation: () => ({ channel: "web", text: "Fix the build\nplease", quiet: 0 }),
};
const closed = (more: object = {}): JournalEvent => ({
  type: "conversation.closed",
  time: 1,
  seq: 1,
  conversationId: "conv_1",
  data: { status: "closed", replies: 1, ...more },
});

test("an answer to what was asked in TinyOffice is notified while no page is open", () => {
  expect(noticeOf(closed(), facts)).toEqual({ kind: "answer", tag: "conv_1", path: "/chat?id=conv_1" });
  expect(noticeOf(closed(), { ...facts, content: "full" })).toMatchObject({ text: "Fix the build" });
});

const SILENT: readonly [string, JournalEvent, Partial<NoticeFacts>][] = [
  ["a page is open", closed(), { isPageOpen: true }],
  ["a chat delivers it", closed(), { conversation: () => ({ channel: "telegram", text: "x", quiet: 0 }) }],
  ["nobody asked", closed(), { conversation: () => ({ channel: "web", text: "x", quiet: 1 }) }],
  ["there is no answer", closed({ replies: 0 }), {}],
  ["it was cancelled", closed({ status: "cancelled" }), {}],
  ["it is gone", closed(), { conversation: () => undefined }],
];

test.each(SILENT)("nothing is sent when %s", (_why, event, more) => {
  expect(noticeOf(event, { ...facts, ...more })).toBeUndefined();
});

test("a question cannot be approved or denied from the notification", () => {
  const data = {
    approvalId: "ask_aaaaaaa2",
    kind: "question" as const,
    agent: "coder",
    title: "Which colour?",
    detail: "",
    digest: "d".repeat(64),
    expiresAt: 1,
  };
  const notice = noticeOf({ type: "approval.requested", time: 1, seq: 1, data }, facts);
  expect(notice).toEqual({
    kind: "question",
    tag: "ask_aaaaaaa2",
    agent: "The coder",
    path: "/#needs=ask_aaaaaaa2",
  });
});
