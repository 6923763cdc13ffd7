/** Chinese has one term for each word of the glossary: every text of TinyOffice and of the views uses it. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SCHEMA_TEXTS } from "./zh/schema";
import { zh } from "./zh/zh";

interface Term {
  readonly zh: string;
  /** Other translations of the word, which are not used. */
  readonly not?: RegExp;
}

/** `null`: a word of the inside, which no page shows. */
const TERMS: Readonly<Record<string, Term | null>> = {
  agent: { zh: "智能体", not: /智能代理|助手|机器人代理/ },
  approval: { zh: "批准", not: /同意|驳回/ },
  attempt: { zh: "尝试" },
  budget: { zh: "预算" },
  channel: { zh: "渠道", not: /频道|通道/ },
  conversation: { zh: "对话", not: /任务进展|任务：/ },
  cost: { zh: "费用", not: /成本|开销|支出/ },
  "dead letter": { zh: "死信", not: /彻底失败|失败信|封死信/ },
  duration: { zh: "用时", not: /耗时/ },
  graph: { zh: "图" },
  handoff: { zh: "交接", not: /移交/ },
  harness: { zh: "执行框架" },
  hold: null,
  home: { zh: "主目录" },
  lane: { zh: "泳道", not: /车道/ },
  lease: null,
  message: { zh: "消息" },
  node: null,
  outbox: null,
  pairing: { zh: "配对" },
  permissions: { zh: "权限", not: /许可|授权/ },
  provider: { zh: "提供商", not: /供应商/ },
  replay: { zh: "回放", not: /重播|重放/ },
  reply: { zh: "回复", not: /答复/ },
  retry: { zh: "重试" },
  run: { zh: "运行" },
  "run tree": null,
  sender: { zh: "发送者", not: /发信人/ },
  session: { zh: "会话" },
  "spawn plan": { zh: "计划" },
  "sub-agent": { zh: "子智能体", not: /子代理|下级/ },
  team: { zh: "团队", not: /小组/ },
  trace: null,
  workspace: { zh: "工作区", not: /工作空间/ },
};

function* texts(words: object, path = ""): Generator<readonly [place: string, text: string]> {
  for (const [key, word] of Object.entries(words)) {
    const place = path === "" ? key : `${path}.${key}`;
    // The text of a function stands in its source.
    if (typeof word === "string" || typeof word === "function") yield [place, String(word)];
    else if (typeof word === "object" && word !== null) yield* texts(word, place);
  }
}

const ALL = [...texts(zh), ...texts(SCHEMA_TEXTS)];
const rows = Object.entries(TERMS).flatMap(([word, term]) => (term === null ? [] : [[word, term] as const]));

test("every word of the glossary has a term, or is a word of the inside", () => {
  const glossary = readFileSync(new URL("../../../../docs/reference/glossary.md", import.meta.url), "utf8");
  const named = [...glossary.matchAll(/^\| \*\*(.+?)\*\*/gm)].map(([, word]) => word);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((word) => word !== undefined && !Object.hasOwn(TERMS, word))).toEqual([]);
});

test.each(rows)("%s is said in its one term", (_, { zh: term, not }) => {
  expect(ALL.some(([, text]) => text.includes(term))).toBe(true);
  expect(ALL.filter(([, text]) => not?.test(text))).toEqual([]);
});
