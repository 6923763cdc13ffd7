import { afterEach, expect, test, vi } from "vitest";
import { loadWords } from "../../locale/words";
import { describeWhy, findHelp, getNext, getWait } from "./why";

const START = { code: "waits.start" } as const;
const HELD = { code: "held" } as const;
const told = { verdict: "it failed", next: "retry it" };
const retry = {
  code: "retry",
  message: 7,
  cause: "program",
  provider: null,
  errorClass: "not_found",
  subAgent: null,
} as const;

async function inChinese(): Promise<void> {
  vi.stubGlobal("navigator", { languages: ["zh-CN"] });
  vi.stubGlobal("document", { documentElement: {} });
  await loadWords();
}

afterEach(async () => {
  vi.stubGlobal("navigator", { languages: ["en"] });
  vi.stubGlobal("document", { documentElement: {} });
  await loadWords();
  vi.unstubAllGlobals();
});

test("a story is told in the reader's language", async () => {
  await inChinese();
  const story = { ...told, outcome: "waiting", reasons: [START], advice: HELD };
  expect(describeWhy(story)).toEqual({
    verdict: "它已到时，接下来就开始。",
    next: "那件事结束后它会继续。",
  });
  expect(getNext(story, undefined)).toBe("那件事结束后它会继续。");
});

test("beside a failed run stands what helps before a retry, without the retry", async () => {
  const story = { ...told, outcome: "failed", reasons: [], advice: retry };
  expect(getNext(story, undefined)).toBe("Check that its program is installed: `tinyagi doctor`.");
  await inChinese();
  expect(getNext(story, undefined)).toBe("检查其程序是否已安装：`tinyagi doctor`。");
  const wait = { ...retry, cause: "unknown", errorClass: "transient" } as const;
  expect(getNext({ ...story, advice: wait }, undefined)).toBeUndefined();
});

test("an older daemon's failed run has the advice of its dead letter", async () => {
  await inChinese();
  const story = { ...told, outcome: "failed" };
  expect(getNext(story, { errorClass: "auth", advice: "Check the key." })).toBe(
    "用 `tinyagi doctor` 检查智能体的提供商的密钥或登录。",
  );
});

test("the help of a class that the page does not know is the daemon's", async () => {
  await inChinese();
  expect(findHelp("rate_limited", "Wait.")).toBe("等到提供商的限额解除。");
  expect(findHelp("moon", "Wait for the moon.")).toBe("Wait for the moon.");
  expect(findHelp("transient", null)).toBeUndefined();
});

test("work that waits for nothing that is known is queued, in the words of the states", async () => {
  expect(getWait({}, 0)).toBe("Queued");
  expect(getWait({ wait: { for: "start", until: null } }, 0)).not.toBe("Queued");
  await inChinese();
  expect(getWait({}, 0)).toBe("排队中");
});
