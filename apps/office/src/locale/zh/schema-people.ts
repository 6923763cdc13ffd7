/** The settings of people, agents and models as the form and the history name them, by their place in the schema. `*` is any id. */
import type { SchemaText, SchemaTexts } from "../en/settings";
import { BUDGET, CONTAINER, LIMITS, namesOf, PROTOCOL, SPAWN, under } from "./schema-parts";

const GROUP_AGENT: SchemaText = {
  name: "智能体",
  help: "在该群组中回答的智能体或团队。默认：默认智能体。",
};

const GROUPS: SchemaTexts = {
  groups: { name: "群组", help: "机器人被提及时会在其中回答的群组，按平台的群组 ID 列出。" },
  "groups.*.agent": GROUP_AGENT,
};

const DEBOUNCE: SchemaTexts = {
  debounceMs: {
    name: "合并等待（毫秒）",
    help: "TinyAGI 等待同一发送者在同一聊天中的后续消息的时间，以毫秒为单位：在此时间内到达的消息会作为一条消息交给智能体。0 表示关闭。默认 1500。",
  },
};

const BOTS: SchemaTexts = {
  bots: {
    name: "更多机器人",
    help: "更多机器人，每个都是独立的联系人，绑定到一个智能体或团队，按名称列出。",
  },
  "bots.*.agent": { name: "智能体", help: "在该机器人上回答的智能体或团队。默认：与机器人同名的那一个。" },
  ...under("bots.*", GROUPS),
};

const TOKEN: SchemaText = { name: "机器人令牌", help: "机器人的令牌，属于机密。" };

const BOT: SchemaTexts = {
  bot_token: TOKEN,
  api_root: { name: "接口地址", help: "其他接口的地址，例如自建的接口。机器人令牌会发送到该地址。" },
  ...GROUPS,
  ...DEBOUNCE,
  ...BOTS,
  "bots.*.bot_token": TOKEN,
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
  place: { name: "工作机" },
  role: { name: "职责" },
  system_prompt: { name: "指令" },
  prompt_file: { name: "指令文件" },
  heartbeat: { name: "心跳" },
  "heartbeat.enabled": { name: "启用" },
  "heartbeat.interval": { name: "间隔（秒）" },
  permissions: { name: "权限" },
  container: { name: "容器" },
  ...under("container", namesOf(CONTAINER)),
  reads: { name: "可读取" },
  mcp_servers: { name: "MCP 服务器" },
  web: { name: "网页工具" },
  sessionScope: { name: "记忆范围" },
  live: { name: "保持打开" },
  vision: { name: "识别图片" },
  effort: { name: "思考强度" },
  whenBusy: { name: "忙碌时" },
  fallback: { name: "备用提供商" },
  env: { name: "环境变量" },
};

const FORMATS = {
  "openai-chat": "OpenAI Chat 格式",
  "openai-responses": "OpenAI Responses 格式",
  anthropic: "Anthropic 格式",
};

const CUSTOM_PROVIDER: SchemaTexts = {
  name: { name: "名称", help: "显示名称。" },
  harness: {
    name: "运行方式",
    help: "使用该接口的智能体程序。选择 API 时，由 TinyAGI 直接调用。",
    choices: {
      claude: "Claude Code 程序",
      codex: "Codex 程序",
      opencode: "OpenCode 程序",
      api: "直接调用 API",
    },
  },
  format: {
    name: "API 格式",
    help: "接口的 API 格式，仅用于运行方式 api。默认：OpenAI Chat 格式。",
    choices: FORMATS,
  },
  base_url: { name: "接口地址", help: "接口的 URL。" },
  api_key: { name: "API 密钥", help: "接口的 API 密钥，属于机密。只会发送到设置时所对应的地址。" },
  model: { name: "模型", help: "未指定模型的智能体使用的模型。" },
  context_window: {
    name: "上下文长度",
    help: "模型一次能处理的 Token 数，仅用于 TinyAGI 直接调用的情况（api）。默认：按模型已知的值。对话将满时，先前的部分会被总结。",
  },
};

const MCP_SERVER: SchemaTexts = {
  command: {
    name: "程序",
    help: "通过 stdin 和 stdout 使用 MCP 的程序：PATH 中的名称或绝对路径。它以你的用户身份运行，不在任何沙箱中。",
  },
  args: { name: "参数", help: "程序的参数。" },
  env: {
    name: "环境变量",
    help: "除 PATH、HOME 和语言之外的程序环境。值属于机密，可以使用 env:NAME 和 file:/path。智能体看不到它们。",
  },
  url: { name: "地址", help: "使用可流式 HTTP 的服务器的地址，用来代替程序。" },
  headers: {
    name: "请求头",
    help: "每次请求该地址时的请求头，例如密钥。可以使用 env:NAME 和 file:/path。智能体看不到它们。",
  },
  oauth: { name: "登录客户端" },
  "oauth.client_id": {
    name: "客户端 ID",
    help: "服务器所认识的客户端的 ID，用于不能自行注册客户端的服务器。",
  },
  "oauth.client_secret": {
    name: "客户端密钥",
    help: "客户端的密钥（如果有）。可以使用 env:NAME 和 file:/path。",
  },
  "oauth.scope": { name: "权限范围", help: "登录时请求的权限范围。默认：服务器给出的范围。" },
  everyone: {
    name: "所有智能体",
    help: "是否所有智能体都可以使用。默认：只有在 mcp_servers 中列出它的智能体。",
  },
  tools: {
    name: "工具规则",
    help: "智能体调用工具时怎么办，按工具名称列出，* 表示其他所有工具。默认：服务器声明为只读的工具允许使用，其他工具询问。",
  },
  "tools.*": { choices: { deny: "拒绝", ask: "每次询问所有者", allow: "允许" } },
  timeoutSeconds: { name: "超时（秒）", help: "一次调用的最长时间。询问人的时间不计算在内。" },
};

const ACP_AGENT: SchemaTexts = {
  command: {
    name: "程序",
    help: "程序及其参数，使它通过 stdin 和 stdout 使用 ACP。TinyAGI 已知的程序不需要填写。",
  },
  env: {
    name: "环境变量",
    help: "程序的变量，例如密钥。值属于机密，可以使用 env:NAME 和 file:/path。",
  },
  folders: {
    name: "可写文件夹",
    help: "除工作区之外程序会写入的文件夹，例如存放会话的文件夹。相对路径位于你的主目录下。智能体可能在其中留下你以后会启动的内容。",
  },
};

const TEAM: SchemaTexts = {
  name: { name: "名称" },
  agents: { name: "成员" },
  leader_agent: { name: "组长" },
  join: { name: "回复方式" },
};

/** 同一提供商的更多登录：表单显示列表和顺序，历史还显示其中的每一项。 */
const LOGINS: SchemaTexts = {
  logins: { name: "更多登录", help: "同一提供商的更多登录，按名称列出。一个达到限额后，使用下一个。" },
  login_order: {
    name: "登录顺序",
    help: "使用登录的顺序。default 是提供商自己的密钥或登录。默认：先 default，然后按 logins 的顺序。不在顺序中的登录不会使用。",
  },
  "logins.*.api_key": { name: "API 密钥", help: "该登录的 API 密钥，属于机密。" },
};
const SUBSCRIPTION: SchemaTexts = {
  "logins.*.config_dir": {
    name: "配置文件夹",
    help: "保存程序的登录、配置和会话的文件夹：Claude Code 的 CLAUDE_CONFIG_DIR，Codex 的 CODEX_HOME。",
  },
};

const PHONE_NUMBER: SchemaText = {
  name: "电话号码",
  help: "账号的号码。填写后，除二维码外还可以使用输入的配对码。",
};
const APP_TOKEN: SchemaText = { name: "应用令牌", help: "Socket Mode 的应用令牌，属于机密。" };

export const PEOPLE: SchemaTexts = {
  workspace: { name: "工作区", help: "智能体工作的地方。" },
  "workspace.path": { name: "路径", help: "智能体目录的上级目录。默认：~/tinyagi-workspace。" },
  "workspace.name": { name: "名称", help: "工作区的显示名称。" },
  channels: { name: "渠道", help: "人们与智能体交谈的地方。" },
  "channels.enabled": { name: "启用的渠道", help: "要启动的渠道。" },
  ...under("channels.discord", BOT),
  ...under("channels.telegram", BOT),
  "channels.whatsapp.phone_number": PHONE_NUMBER,
  ...under("channels.whatsapp", {
    ...GROUPS,
    ...BOTS,
    ...DEBOUNCE,
    "bots.*.phone_number": PHONE_NUMBER,
  }),
  ...under("channels.slack", BOT),
  "channels.slack.bots.*.app_token": APP_TOKEN,
  "channels.slack.app_token": APP_TOKEN,
  "channels.email": { name: "电子邮件" },
  "channels.email.address": { name: "地址", help: "账号的地址，只供你的智能体使用。" },
  "channels.email.user": { name: "用户名", help: "账号的用户名。默认：账号的地址。" },
  "channels.email.password": { name: "密码", help: "账号的密码或应用专用密码，属于机密。" },
  "channels.email.imap_host": { name: "IMAP 服务器", help: "接收邮件的服务器。密码会发送到该服务器。" },
  "channels.email.imap_port": {
    name: "IMAP 端口",
    help: "默认：993，从一开始就使用 TLS。使用其他端口（例如 143）时，发送密码之前连接必须切换到 TLS。",
  },
  "channels.email.smtp_host": { name: "SMTP 服务器", help: "发送邮件的服务器。密码会发送到该服务器。" },
  "channels.email.smtp_port": {
    name: "SMTP 端口",
    help: "默认：465，从一开始就使用 TLS。使用其他端口（例如 587）时，发送密码之前连接必须切换到 TLS。",
  },
  "channels.email.authserv_id": {
    name: "Authentication-Results 中的名称",
    help: "收到的邮件中 Authentication-Results 开头的名称。只有该服务器对发件人的判断有效。Gmail 的名称已知。",
  },
  "channels.email.allow": {
    name: "允许的发件人",
    help: "允许发消息的地址，或域名（例如 @example.org）。默认：任何人都可以申请。",
  },
  ...under("channels.email", { ...GROUPS, ...DEBOUNCE }),
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
  ...under("models.anthropic", {
    ...MODEL,
    ...LOGINS,
    ...SUBSCRIPTION,
    "logins.*.oauth_token": {
      name: "OAuth 令牌",
      help: "订阅的令牌，由 claude setup-token 显示，属于机密。",
    },
  }),
  "models.anthropic.oauth_token": { name: "OAuth 令牌", help: "Claude 订阅的令牌，属于机密。" },
  ...under("models.openai", { ...MODEL, ...LOGINS, ...SUBSCRIPTION }),
  ...under("models.opencode", { ...MODEL, ...LOGINS }),
  "models.api.format": {
    name: "格式",
    help: "接口的 API 格式。默认：Anthropic 格式。",
    choices: FORMATS,
  },
  "models.api.base_url": { name: "接口地址", help: "接口的 URL。默认：Anthropic 或 OpenAI 的地址。" },
  ...under("models.api", { ...MODEL, ...LOGINS }),
  "models.api.context_window": {
    name: "上下文长度",
    help: "模型一次能处理的 Token 数。默认：按模型已知的值。对话将满时，先前的部分会被总结。",
  },
  "models.aliases": { name: "模型简称", help: "各提供商的模型简称。补充内置的简称，同名时优先。" },
  language: {
    name: "语言",
    help: "TinyAGI 自己所写内容的语言：聊天中的进度、审批请求、按钮和每日摘要，以及按该语言保存的回复、任务评论和通知。TinyOffice 另行设置。",
    choices: { en: "英文", zh: "中文" },
  },
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
  ...under("custom_providers.*", { ...CUSTOM_PROVIDER, ...LOGINS }),
  acp_agents: {
    name: "ACP 程序",
    help: "使用 ACP 的智能体程序，按 ID 列出。智能体通过提供商 acp:<id> 使用它。",
  },
  ...under("acp_agents.*", ACP_AGENT),
  mcp_servers: {
    name: "MCP 服务器",
    help: "你自己的 MCP 服务器，按 ID 列出。其工具以 <server>__<tool> 的名称提供给智能体，且仅用于所有者的工作。",
  },
  ...under("mcp_servers.*", MCP_SERVER),
  repositories: {
    name: "代码仓库",
    help: "git 仓库，按 ID 列出。使用某个仓库的任务会在一个克隆中、在自己的分支上完成。",
  },
  "repositories.*.path": {
    name: "文件夹",
    help: "这台机器上某个克隆的文件夹。智能体从不在其中工作：它得到自己的克隆，由你批准返回的内容。",
  },
  "repositories.*.branch": {
    name: "分支",
    help: "工作开始并合并到的分支。默认：当前检出的分支。",
  },
  "repositories.*.remote": { name: "远程仓库" },
  "repositories.*.remote.url": { name: "地址", help: "已批准的工作推送到的地址。" },
  "repositories.*.remote.token": {
    name: "令牌",
    help: "用于推送和 API 的令牌；机密。可以使用 env:NAME 和 file:/path，也可以用 gh 表示 GitHub 自带程序的登录。智能体永远看不到它。",
  },
  "repositories.*.remote.api": {
    help: "你自己的 GitHub 的 API 地址。github.com 的默认值：https://api.github.com。",
  },
  "repositories.*.remote.push": {
    name: "推送",
    help: "ask：由你发布工作的每个状态。auto：在你打开拉取请求之后，TinyAGI 不再询问，直接推送每个完成的状态。",
    choices: { ask: "询问", auto: "自动" },
  },
  "repositories.*.remote.wakes": {
    name: "唤醒次数",
    help: "失败的检查和成员的评论可以唤醒一个任务的智能体多少次；每次都是一次付费运行。0：从不。",
  },
  "repositories.*.remote.label": {
    name: "标签",
    help: "带有此标签的开放议题会成为没有负责人的任务。",
  },
  tools: {
    name: "网页工具",
    help: "使用模型 API 的智能体的网页工具。默认关闭。agents.<id>.web 可以对单个智能体关闭。",
  },
  "tools.web_fetch": {
    name: "读取网页",
    help: "使用模型 API 的智能体是否可以用工具 web_fetch 读取公共网页。绝不会访问本机和私有网络的地址。",
  },
  "tools.web_search": { name: "搜索" },
  "tools.web_search.kind": {
    name: "搜索服务",
    help: "由谁搜索。custom 用 ?q= 查询，并以 JSON 返回 {results: [{title, url, content}]}。",
    choices: { brave: "Brave 搜索", tavily: "Tavily 搜索", searxng: "SearXNG 搜索", custom: "自定义" },
  },
  "tools.web_search.url": { name: "地址", help: "searxng 或 custom 的地址。其他服务使用各自的地址。" },
  "tools.web_search.api_key": {
    name: "API 密钥",
    help: "API 密钥，属于机密。可以使用 env:NAME 和 file:/path。智能体看不到它。",
  },
  teams: { name: "团队", help: "所有团队，按 ID 列出。" },
  ...under("teams.*", TEAM),
  "teams.*.limits": { name: "限制" },
  ...under("teams.*.limits", namesOf(LIMITS)),
  "teams.*.spawn": { name: "子智能体" },
  ...under("teams.*.spawn", namesOf(SPAWN)),
  "teams.*.budget": { name: "每日预算" },
  ...under("teams.*.budget", namesOf(BUDGET)),
};
