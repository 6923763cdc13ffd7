/** What TinyAGI writes in chats, in both languages. */
import { type ApprovalNotice, type Digest, partsAsText } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { zh } from "../words/zh.js";
import { noticeParts } from "./approval-notice.js";
import { digestText } from "./digest.js";

const NONE = { count: 0, first: [] };
const DIGEST: Digest = {
  since: 0,
  until: 1,
  agents: [{ agent: "coder", runs: 2, costUsd: 1.2 }],
  runs: 2,
  tokens: 900,
  costUsd: 1.2,
  estimated: true,
  unpricedRuns: 1,
  answered: { count: 1, first: [{ text: "@coder ### Fix the **build**\n\nNow", channel: "telegram" }] },
  tasksDone: NONE,
  failures: NONE,
  undelivered: 2,
  approvals: NONE,
  needs: { approvals: 0, questions: 1, dead: 2, providers: undefined },
  tomorrow: NONE,
};

test("a digest is written in the language of its reader", () => {
  expect(digestText(DIGEST).split("\n")).toEqual([
    "Daily digest: 1 conversation answered, 2 runs, ~$1.20 and 1 run without a price.",
    "- @coder: 2 runs, $1.20",
    "",
    "Answered (1):",
    "- `Fix the build` (telegram)",
    "",
    "2 replies could not be delivered: `tinyagi channel status`",
    "",
    "3 things need you. 1 question, 2 dead letters: `tinyagi needs`",
  ]);
  expect(digestText(DIGEST, zh).split("\n")).toEqual([
    "每日摘要：回答了 1 个对话，2 次运行，~$1.20，另有 1 次运行没有价格。",
    "- @coder: 2 次运行, $1.20",
    "",
    "已回答 (1):",
    "- `Fix the build` (telegram)",
    "",
    "2 条回复未能送达：`tinyagi channel status`",
    "",
    "3 项需要你处理。 1 个问题, 2 条死信: `tinyagi needs`",
  ]);
});

test("a digest of an older daemon has no count of what needs its reader", () => {
  expect(digestText({ ...DIGEST, needs: undefined })).not.toContain("need you");
});

test("an approval is asked for in the language of its reader, with the same commands", () => {
  const notice: ApprovalNotice = {
    id: "ask_k7qx2m9p",
    kind: "permission",
    agent: "coder",
    title: "rm -rf build",
    detail: "",
    expiresAt: 0,
  };
  expect(partsAsText(noticeParts(notice, zh))).toBe(
    [
      "@coder 请求权限：",
      "> rm -rf build",
      "",
      "批准：/approve ask_k7qx2m9p（所有者），或 `tinyagi approve ask_k7qx2m9p`",
      "拒绝：/deny ask_k7qx2m9p，或 `tinyagi deny ask_k7qx2m9p`",
      "有效期至 1970-01-01 00:00 UTC。",
    ].join("\n"),
  );
});

test("a request for permission has the title of every other screen in a chat, too, and its tool beside it", () => {
  const notice: ApprovalNotice = {
    id: "ask_k7qx2m9p",
    kind: "permission",
    agent: "coder",
    title: "Use the tool Write",
    brief: { tool: "Write", does: { act: "change", kind: "write", name: "a.txt" } },
    detail: "+++ a.txt\n+b",
    expiresAt: 0,
  };
  expect(partsAsText(noticeParts(notice)).split("\n").slice(0, 5)).toEqual([
    "@coder asks for permission:",
    "> Write a.txt",
    "With this tool: `Write`",
    "> +++ a.txt",
    "> +b",
  ]);
  expect(partsAsText(noticeParts(notice, zh))).toContain("> 写入 a.txt");
});
