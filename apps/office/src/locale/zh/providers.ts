/** Providers, what was found of them, and what to do about a failed test. The daemon says the same in English. */
import type { FoundAccess, FoundProvider, ProviderTestStep, TestAdvice } from "@tinyagi/contracts";

/** Names that are not names of products. */
export const PROVIDER_NAMES: Readonly<Record<string, string>> = {
  api: "模型 API，无需命令行程序",
  demo: "演示，离线",
};

const FOUND: Readonly<Record<FoundAccess, (variable: string) => string>> = {
  login: () => "已登录。",
  key: () => "设置中有密钥。",
  variable: (variable) => `变量 ${variable} 中有密钥。`,
  endpoint: () => "设置中有接口地址，没有密钥。",
};

const ADVICE: Readonly<Record<TestAdvice, (first: string, second: string) => string>> = {
  choose: (list) => `查看所有提供商：${list}`,
  install: (install) => `安装：${install}`,
  name_model: (set) => `指定模型：${set}`,
  check_model: (list) => `检查模型名称：${list}`,
  log_in: (login, store) => `登录：${login}；或保存密钥：${store}`,
  store_key: (store) => `保存密钥：${store}`,
  wait: () => "请稍候，或使用其他账号或提供商。",
  check_network: () => "请检查网络和提供商的状态页面。",
  read_log: (logs) => `查看 TinyAGI 的日志：${logs}`,
};

export function providerName(id: string, name: string): string {
  return PROVIDER_NAMES[id] ?? name;
}

export function foundDetail({
  provider,
  state,
  isHidden,
  access,
  variable = "",
  model,
}: FoundProvider): string {
  if (access !== undefined) return `${FOUND[access](variable)}${toModel(model)}`;
  if (isHidden === true)
    return "已安装。在 macOS 上，登录信息保存在钥匙串中，其他程序无法查看。如果你已登录，请测试：有回答就表示可以使用。";
  if (state === "missing") return "未安装。";
  return provider === "api" ? "无需程序，只需密钥和模型名称。" : "已安装。未找到登录信息或密钥。";
}

function toModel(model: string | undefined): string {
  if (model === undefined) return "";
  return model === "" ? "缺少模型名称。" : `模型是 ${model}。`;
}

export function getAdvice({ advice, commands = [], hint = "" }: ProviderTestStep): string {
  const [first = "", second = ""] = commands;
  return advice === undefined ? hint : ADVICE[advice](first, second);
}
