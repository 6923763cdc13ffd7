/** Parts of the settings that stand at several places of the schema, with one text each. */
import type { SchemaTexts } from "../en/settings";

export const SPAWN: SchemaTexts = {
  maxDepth: {
    name: "最大层数",
    help: "从被询问的智能体往下，子智能体最多有多少层。0 表示不允许子智能体。",
  },
  maxFanOut: { name: "每个计划的智能体数", help: "一个计划中最多有多少个智能体。" },
  maxTotal: { name: "智能体总数", help: "一棵树中最多有多少个智能体，包括被询问的智能体。" },
  maxLive: { name: "同时运行数", help: "一棵树中最多有多少个智能体同时运行。" },
  approval: {
    name: "审批",
    help: "计划开始前何时需要你批准：从不、估算超出预算时，或每次。",
    choices: { never: "从不", "over-budget": "超出预算时", always: "每次" },
  },
};

export const LIMITS: SchemaTexts = {
  hops: { name: "连续交接次数", help: "从人发出的消息算起，最多连续交接多少次。" },
  messages: { name: "单个对话的消息数", help: "一个对话中最多有多少条消息，包括第一条。" },
  fanOut: { name: "单次回答的交接数", help: "一个回答中最多交接多少次。" },
  durationMs: { name: "时长（毫秒）", help: "一个对话最长持续多少毫秒。" },
  pairRepeats: {
    name: "重复交接次数",
    help: "一个对话中，一个智能体最多向同一个智能体交接多少次。",
  },
};

export const CONTAINER: SchemaTexts = {
  runtime: {
    name: "容器程序",
    help: "运行容器的程序。自动（默认）：装有 Podman 时用 Podman，否则用 Docker。",
    choices: { auto: "自动", podman: "Podman 容器", docker: "Docker 容器" },
  },
  image: {
    name: "镜像",
    help: "容器的镜像，其中需要有 Node 和智能体的程序。默认：`tinyagi container build` 制作的镜像。TinyAGI 从不下载镜像。",
  },
  network: {
    name: "网络",
    help: "除 TinyAGI 外容器能访问什么。提供商（默认）：只有智能体的提供商和下面的主机，经由 TinyAGI 的代理。无：什么都不能访问。全部：本机能访问的一切。",
    choices: { none: "无", provider: "提供商", all: "全部" },
  },
  hosts: {
    name: "更多主机",
    help: "网络为“提供商”时，容器还可以通过 HTTPS 访问的主机。智能体自己的列表代替通用列表。",
  },
  memoryMB: { name: "内存（MiB）", help: "容器的内存，以 MiB 为单位。默认 4096。" },
  cpus: { name: "处理器", help: "容器最多同时使用多少个处理器。默认 2。" },
};

export const BUDGET: SchemaTexts = {
  tokens: { name: "Token 数", help: "输入和输出的 Token。" },
  usd: { name: "美元", help: "金额，以美元计。未报告费用的运行按 Token 计价。" },
  runs: { name: "运行次数", help: "运行的次数，包括重试。" },
  minutes: { name: "分钟", help: "所有运行的工作时间之和，以分钟计。" },
  onLimit: {
    name: "达到上限时",
    help: "达到上限时怎么办。停止（默认）：停止运行，已写出的内容照常送达。询问：停止运行并请人增加预算，消息会等待回答。警告：继续运行。",
    choices: { stop: "停止", ask: "询问", warn: "警告" },
  },
};

export const PROTOCOL: SchemaTexts = {
  append: { name: "补充", help: "系统提示词中接在内置协议之后的文本。" },
  replace: {
    name: "替换",
    help: "代替内置协议的文本。智能体只知道其中写明的交接、文件和记忆。会填入 <!-- TEAMMATES_START --><!-- TEAMMATES_END --> 和同样的 MEMORY。",
  },
};

/** The same texts at a place of the schema. */
export function under(place: string, texts: SchemaTexts): SchemaTexts {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [`${place}.${key}`, text]));
}

/** Only the names, for places that the form does not show. */
export function namesOf(texts: SchemaTexts): SchemaTexts {
  return Object.fromEntries(
    Object.entries(texts).map(([key, { name }]) => [key, name === undefined ? {} : { name }]),
  );
}
