/** The settings of people, agents and models as the form and the history name them, by their place in the schema. `*` is any id. */
import type { SchemaTexts } from "../en/settings";
import { BUDGET, LIMITS, namesOf, PROTOCOL, SPAWN, under } from "./schema-parts";

const GROUPS: SchemaTexts = {
  groups: { name: "群组", help: "机器人被提及时会在其中回答的群组，按平台的群组 ID 列出。" },
  "groups.*.agent": { name: "智能体" },
};

const BOTS: SchemaTexts = {
  bots: {
    name: "更多机器人",
    help: "更多机器人，每个都是独立的联系人，绑定到一个智能体或团队，按名称列出。",
  },
  "bots.*.agent": { name: "智能体" },
  "bots.*.groups": { name: "群组" },
  "bots.*.groups.*.agent": { name: "智能体" },
};

const BOT: SchemaTexts = {
  bot_token: { name: "机器人令牌", help: "机器人的令牌，属于机密。" },
  api_root: { name: "接口地址", help: "其他接口的地址，例如自建的接口。机器人令牌会发送到该地址。" },
  ...GROUPS,
  ...BOTS,
  "bots.*.bot_token": { name: "机器人令牌" },
};

const MODEL: SchemaTexts = {
  model: { name: "模型", help: "未指定模型的智能体使用的模型。" },
  api_key: { name: "API 密钥", help: "API 密钥，属于机密。" },
};

const AGENT: SchemaTexts = {
  name: { name: "名称" },
  provider: { name: "提供商" },
  model: { name: "模型" },
  working_directory: { name: "工作目录" },
  role: { name: "职责" },
  system_prompt: { name: "指令" },
  prompt_file: { name: "指令文件" },
  heartbeat: { name: "心跳" },
  "heartbeat.enabled": { name: "启用" },
  "heartbeat.interval": { name: "间隔（秒）" },
  permissions: { name: "权限" },
  reads: { name: "可读取" },
  sessionScope: { name: "记忆范围" },
  whenBusy: { name: "忙碌时" },
  fallback: { name: "备用提供商" },
  env: { name: "环境变量" },
};

const CUSTOM_PROVIDER: SchemaTexts = {
  name: { name: "名称" },
  harness: { name: "运行方式" },
  format: { name: "API 格式" },
  base_url: { name: "接口地址" },
  api_key: { name: "API 密钥" },
  model: { name: "模型" },
};

const TEAM: SchemaTexts = {
  name: { name: "名称" },
  agents: { name: "成员" },
  leader_agent: { name: "组长" },
  join: { name: "回复方式" },
};

export const PEOPLE: SchemaTexts = {
  workspace: { name: "工作区", help: "智能体工作的地方。" },
  "workspace.path": { name: "路径", help: "智能体目录的上级目录。默认：~/tinyagi-workspace。" },
  "workspace.name": { name: "名称", help: "工作区的显示名称。" },
  channels: { name: "渠道", help: "人们与智能体交谈的地方。" },
  "channels.enabled": { name: "启用的渠道", help: "要启动的渠道。" },
  ...under("channels.discord", BOT),
  ...under("channels.telegram", BOT),
  "channels.whatsapp.phone_number": {
    name: "电话号码",
    help: "账号的号码。填写后，除二维码外还可以使用输入的配对码。",
  },
  ...under("channels.whatsapp", { ...GROUPS, ...BOTS, "bots.*.phone_number": { name: "电话号码" } }),
  "channels.replies": {
    name: "回复位置",
    help: "回答发送到哪里：提问所在的聊天（默认），或者同时发送到与此人关联的其他私聊。",
    choices: { origin: "提问所在的聊天", all: "此人的所有私聊" },
  },
  "channels.reports": {
    name: "报告位置",
    help: "定时任务和心跳的回答以及每日摘要发送到哪个聊天：所有者最近发消息的聊天（默认）、channels.notify 中的聊天（如果属于所有者），或者不发送。",
    choices: { last: "所有者最近的聊天", notify: "通知的聊天", none: "不发送" },
  },
  "channels.notify": { name: "通知" },
  "channels.notify.channel": { name: "渠道", help: "在哪个渠道通知。" },
  "channels.notify.senderId": {
    name: "接收人 ID",
    help: "此人在平台上的 ID。出现死信、渠道断开、预算用完或有待批准的请求时会收到通知。",
  },
  "channels.defaults": {
    name: "默认智能体",
    help: "每个发送方的默认智能体或团队，按发送方 ID 列出。由 0.0.20 版写入。",
  },
  "channels.defaults.*.agentId": { name: "智能体" },
  models: { name: "模型", help: "提供商的密钥和默认模型。" },
  "models.provider": {
    name: "提供商",
    help: "新智能体的提供商。0.0.20 版的文件中没有提供商的智能体也使用它。",
  },
  ...under("models.anthropic", MODEL),
  "models.anthropic.oauth_token": { name: "OAuth 令牌", help: "Claude 订阅的令牌，属于机密。" },
  ...under("models.openai", MODEL),
  ...under("models.opencode", MODEL),
  "models.api.format": {
    name: "格式",
    help: "接口的 API 格式。默认：Anthropic 格式。",
    choices: {
      "openai-chat": "OpenAI Chat 格式",
      "openai-responses": "OpenAI Responses 格式",
      anthropic: "Anthropic 格式",
    },
  },
  "models.api.base_url": { name: "接口地址", help: "接口的 URL。默认：Anthropic 或 OpenAI 的地址。" },
  ...under("models.api", MODEL),
  "models.aliases": { name: "模型简称", help: "各提供商的模型简称。补充内置的简称，同名时优先。" },
  default_agent: {
    name: "默认智能体",
    help: "处理没有收件人的消息的智能体。默认：tinyagi；如果它不存在，则为第一个智能体。",
  },
  agents: { name: "智能体", help: "所有智能体，按 ID 列出。" },
  ...under("agents.*", AGENT),
  "agents.*.protocol": { name: "协议" },
  ...under("agents.*.protocol", namesOf(PROTOCOL)),
  "agents.*.spawn": { name: "子智能体" },
  ...under("agents.*.spawn", namesOf(SPAWN)),
  "agents.*.budget": { name: "每日预算" },
  ...under("agents.*.budget", namesOf(BUDGET)),
  custom_providers: {
    name: "自定义提供商",
    help: "你自己的接口，按 ID 列出。智能体通过提供商 custom:<id> 使用它。",
  },
  ...under("custom_providers.*", CUSTOM_PROVIDER),
  teams: { name: "团队", help: "所有团队，按 ID 列出。" },
  ...under("teams.*", TEAM),
  "teams.*.limits": { name: "限制" },
  ...under("teams.*.limits", namesOf(LIMITS)),
  "teams.*.spawn": { name: "子智能体" },
  ...under("teams.*.spawn", namesOf(SPAWN)),
  "teams.*.budget": { name: "每日预算" },
  ...under("teams.*.budget", namesOf(BUDGET)),
};
