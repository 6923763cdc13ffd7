import { type FoundProvider, PROVIDERS } from "@tinyagi/contracts";
import { expect, it } from "vitest";
import { foundDetail, getAdvice, PROVIDER_NAMES, providerName } from "./providers";

const found = (more: Partial<FoundProvider>): FoundProvider => ({
  provider: "anthropic",
  name: "Claude Code",
  state: "login",
  detail: "In English.",
  next: null,
  ...more,
});

it("each provider whose name has English words has a Chinese one, and no other", () => {
  const worded = Object.entries(PROVIDERS).filter(([, { label }]) => /(^|[^\p{L}])\p{Ll}{2,}/u.test(label));
  expect(Object.keys(PROVIDER_NAMES).sort()).toEqual(worded.map(([id]) => id).sort());
  expect(providerName("anthropic", "Claude Code")).toBe("Claude Code");
});

it.each<[Partial<FoundProvider>, string]>([
  [{ state: "missing" }, "未安装。"],
  [{}, "已安装。未找到登录信息或密钥。"],
  [{ provider: "api" }, "无需程序，只需密钥和模型名称。"],
  [{ isHidden: true }, "钥匙串"],
  [{ state: "ready", access: "login" }, "已登录。"],
  [{ state: "ready", access: "variable", variable: "OPENAI_API_KEY" }, "变量 OPENAI_API_KEY 中有密钥。"],
  [{ provider: "api", access: "key", model: "" }, "设置中有密钥。缺少模型名称。"],
  [{ provider: "api", access: "endpoint", model: "m1" }, "设置中有接口地址，没有密钥。模型是 m1。"],
])("what was found (%j) is said in Chinese", (more, text) => {
  expect(foundDetail(found(more))).toContain(text);
});

it("what to do about a failed test is said in Chinese, with its commands", () => {
  const step = { name: "answer", ok: false, detail: "no", hint: "Log in with: claude" } as const;
  expect(getAdvice({ ...step, advice: "log_in", commands: ["claude", "tinyagi provider x"] })).toBe(
    "登录：claude；或保存密钥：tinyagi provider x",
  );
  expect(getAdvice(step)).toBe("Log in with: claude");
});
