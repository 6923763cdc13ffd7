/** The settings of the daemon and its work as the form and the history name them, by their place in the schema. */
import type { SchemaTexts } from "../en/settings";
import { BUDGET, CONTAINER, LIMITS, PROTOCOL, SPAWN, under } from "./schema-parts";
import { teams } from "./teams";

const RETENTION: SchemaTexts = {
  deliveredReplies: { name: "已送达的回复", help: "渠道确认后，回复保留多少天。0 表示永久保留。" },
  unfetchedReplies: {
    name: "无需领取的回复",
    help: "在不必领取回复的渠道上（api、cli、web、schedule、heartbeat、chatroom、task、webhook），回复保留多少天。0 表示永久保留。",
  },
  conversations: {
    name: "对话",
    help: "已结束的对话及其消息、运行和回复保留多少天。0 表示永久保留。",
  },
  deadLetters: {
    name: "死信",
    help: "死信和未送达的回复在最后一次失败后保留多少天。0 表示永久保留。",
  },
  events: { name: "事件", help: "日志中的事件保留多少天。最新的 10,000 条始终保留。0 表示永久保留。" },
  history: { name: "历史", help: "智能体的历史和聊天室中的帖子保留多少天。0 表示永久保留。" },
  scheduleRuns: { name: "定时任务的运行", help: "定时任务的运行保留多少天。0 表示永久保留。" },
  files: {
    name: "文件",
    help: "收到和发送的文件在不再被未结束的内容引用后保留多少天。0 表示永久保留。",
  },
  settingsRevisions: { name: "设置版本", help: "保留多少个以前的设置版本。0 表示全部保留。" },
  backups: {
    name: "备份",
    help: "保留多少个自动备份。手动创建的备份不会被删除。0 表示全部保留。",
  },
};

const OTLP: SchemaTexts = {
  enabled: { name: "启用", help: "是否把运行的跟踪数据（span）发送到接收地址。" },
  endpoint: {
    name: "接收地址",
    help: "通过 OTLP over HTTP 接收跟踪数据的 URL，例如 http://127.0.0.1:4318/v1/traces。",
  },
  headers: {
    name: "请求头",
    help: "每个请求的请求头，例如密钥。可以使用 env:NAME 和 file:/path。",
  },
  payloads: {
    name: "包含内容",
    help: "跟踪数据是否包含工具的参数和输出以及智能体的回答。敏感信息会遮盖。",
  },
  serviceName: { name: "服务名称", help: "跟踪数据中的 service.name。" },
};

export const WORK: SchemaTexts = {
  monitoring: { name: "心跳", help: "所有智能体的心跳。" },
  "monitoring.heartbeat_interval": {
    name: "心跳间隔（秒）",
    help: "未单独设置间隔的智能体两次心跳之间的秒数，至少 10 秒。0 表示关闭。未填写时，只有已开启心跳的智能体每小时收到一次。",
  },
  backup: { name: "备份", help: "每日备份。" },
  "backup.daily": { name: "每日备份", help: "是否每天创建一个备份。" },
  "backup.at": { name: "时间", help: "按本机时钟何时创建；如果 TinyAGI 当时没有运行，则稍后创建。" },
  "backup.keep": {
    name: "保留数量",
    help: "在本机和目标位置保留多少个每日备份。手动创建的备份不会被删除。",
  },
  "backup.workspaces": {
    name: "工作区文件",
    help: "备份包含智能体工作区的哪些文件：定义智能体的文件、全部文件，或者不包含。",
    choices: { memory: "定义智能体的文件", all: "全部", none: "无" },
  },
  "backup.target": {
    name: "目标",
    help: "每个每日备份的副本存放在哪里：已存在的文件夹的绝对路径，或 s3://存储桶/文件夹。备份未加密，并包含你的密钥。",
  },
  "backup.s3": { name: "S3 存储" },
  "backup.s3.endpoint": { name: "地址", help: "S3 兼容存储的地址。默认为该区域的 AWS 地址。" },
  "backup.s3.region": { name: "区域", help: "存储桶所在的区域。没有区域的存储通常使用 auto。" },
  "backup.s3.access_key_id": { name: "访问密钥 ID", help: "访问密钥的 ID。" },
  "backup.s3.access_key_secret": { name: "访问密钥", help: "访问密钥的机密部分。" },
  container: { name: "容器", help: "权限为 `container` 的所有智能体的容器。" },
  ...under("container", CONTAINER),
  recall: { name: "知识检索", help: "智能体从公司的笔记和文档中得到什么。" },
  "recall.budgetTokens": {
    name: "运行前的 token 上限",
    help: "运行开始前最多提供的笔记和文档 token 数（估计）。0 表示不提供；智能体仍有 recall 工具。",
  },
  "recall.embedding": { name: "嵌入" },
  "recall.embedding.base_url": {
    name: "地址",
    help: "兼容 OpenAI API 的端点地址，例如 http://127.0.0.1:11434/v1。它会收到所有笔记和文档的文字以及每个问题。",
  },
  "recall.embedding.api_key": { name: "API 密钥", help: "该地址的 API 密钥；机密。" },
  "recall.embedding.model": { name: "模型", help: "生成向量的模型，例如 nomic-embed-text。" },
  chores: { name: "小任务", help: "由便宜的模型完成的小任务，这样智能体不必自己做。" },
  "chores.model": {
    name: "模型",
    help: "便宜的模型，例如 claude-haiku-4-5：它为较长的消息写标题，并在提供商为 api 的智能体上下文将满时写摘要。不设置时，标题是消息的开头，摘要由智能体自己的模型写。",
  },
  "chores.provider": {
    name: "提供商",
    help: "该模型的提供商：api，或使用 api 运行方式的 custom:<id>。它会收到较长消息的开头以及要写摘要的内容。",
  },
  speech: { name: "语音", help: "人们发送的录音如何变成文字。" },
  "speech.transcription": { name: "转写" },
  "speech.transcription.provider": {
    name: "提供商",
    help: "进行转写的提供商：openai、api 或 custom:<id>。它会收到录音以及为它保存的密钥。",
  },
  "speech.transcription.base_url": {
    name: "地址",
    help: "另一个兼容 OpenAI API 的地址，例如 http://127.0.0.1:8000/v1。用来代替提供商。",
  },
  "speech.transcription.api_key": { name: "API 密钥", help: "该地址的 API 密钥；机密。" },
  "speech.transcription.model": { name: "模型", help: "进行转写的模型。默认：whisper-1。" },
  "speech.transcription.language": { name: "语言", help: "录音的语言，例如 zh。默认：自动识别。" },
  "speech.transcription.command": {
    name: "本机程序",
    help: "本机上进行转写的程序及其参数：{file} 是录音，{wav} 是 WAV 副本（需要 ffmpeg）。它输出文字。它在没有网络的沙箱中运行，需要 bubblewrap。",
  },
  "speech.transcription.readable": {
    name: "可读文件夹",
    help: "除系统文件夹外，该程序可以读取的文件夹，例如存放模型的文件夹。",
  },
  "speech.transcription.maxSeconds": { name: "最长时长", help: "会被转写的最长录音，以秒为单位。" },
  "speech.transcription.timeoutMs": { name: "时间限制", help: "一次转写的时间限制，以毫秒为单位。" },
  "speech.transcription.patience": {
    name: "等待时间",
    help: "提供商没有响应时消息等待多久，以毫秒为单位。之后智能体会收到没有转写的文件。",
  },
  ask: {
    name: "询问 TinyAGI",
    help: "关于 TinyAGI 本身的问题（`tinyagi ask`）。",
  },
  "ask.agent": {
    name: "继续回答的智能体",
    help: "会收到问题以及 TinyAGI 查到的内容。未填写则不调用任何模型。",
  },
  digest: {
    name: "每日摘要",
    help: "每日摘要：完成了什么、花费多少、哪些失败、哪些在等待，以及明天的定时任务。",
  },
  "digest.at": { name: "时间", help: "按本机时钟何时把每日摘要发送到所有者的聊天。未填写则不发送。" },
  "digest.empty": { name: "也发送空摘要", help: "没有任何事情发生的日子是否也发送。" },
  push: { name: "通知", help: "TinyOffice 关闭时，你的浏览器收到的通知。" },
  "push.content": {
    name: "显示的内容",
    help: "通知显示什么，锁定的屏幕上也是如此：“私密”只显示谁需要哪一种决定，“完整”还显示具体内容。只有选择“完整”，才能在通知中批准简短的请求。",
    choices: { private: "私密", full: "完整" },
  },
  "push.quiet": { name: "免打扰时段" },
  "push.quiet.from": { name: "开始", help: "免打扰时段按本机时钟何时开始。" },
  "push.quiet.to": { name: "结束", help: "免打扰时段何时结束。届时仍需要你处理的事情会显示出来。" },
  server: { name: "服务器", help: "TinyAGI 在哪里监听，以及谁可以调用它。" },
  "server.host": {
    name: "监听地址",
    help: "监听的地址。如果不是本机回环地址，则需要至少 24 个字符的令牌。",
  },
  "server.port": { name: "端口", help: "监听的端口。TINYAGI_API_PORT 优先。默认：3777。" },
  "server.auth": {
    name: "身份验证",
    help: "选择“无”时，仅在本机回环地址上接受 0.0.20 版没有令牌的客户端。",
    choices: { token: "令牌", none: "无" },
  },
  "server.allowedOrigins": {
    name: "允许的来源",
    help: "可以调用 API 的网页的确切来源，例如 http://localhost:3000。",
  },
  "server.allowedHosts": {
    name: "允许的主机",
    help: "除本机回环地址外还接受的确切 Host 请求头，例如 box.lan:3777。",
  },
  "server.agentAccess": {
    name: "智能体可访问 API",
    help: "智能体是否获得 API 令牌。令牌仅限于该智能体及其对话。",
  },
  network: { name: "网络", help: "TinyAGI 及其智能体如何连接其他机器。" },
  "network.proxy": {
    name: "代理",
    help: "渠道、模型、智能体、技能和备份使用的代理，例如 http://proxy.example:3128；地址可以包含密码。它优先于守护进程的 HTTPS_PROXY 和 HTTP_PROXY。更改后请重启守护进程。",
  },
  "network.no_proxy": {
    name: "不经代理的主机",
    help: "不经代理访问的主机，例如 .intra.example。本机地址始终不经代理。",
  },
  protocol: { name: "协议", help: "系统提示词的内置部分。" },
  ...under("protocol", PROTOCOL),
  routing: { name: "分派", help: "智能体的文本如何分派。" },
  "routing.mentions": {
    name: "提及",
    help: "智能体不用标签而提及队友时怎么办。handoff：名字在段首时交接该段落，否则回复说明没有交接。note：回复总是说明。off：什么也不做。",
    choices: { handoff: "交接", note: "说明", off: "关闭" },
  },
  execution: { name: "执行", help: "智能体的运行如何启动、停止和重试。" },
  "execution.driver": {
    name: "执行位置",
    help: "不起作用：智能体在其 place 所指的机器上运行。为旧版本的设置保留。",
    choices: { local: "本机", bullmq: "BullMQ 队列" },
  },
  "execution.redisUrl": { name: "Redis 地址", help: "不起作用：见 engine。" },
  "execution.engine": { name: "消息引擎" },
  "execution.engine.own": {
    name: "由 TinyAGI 运行",
    help: "TinyAGI 是否自行运行服务器（须已安装 valkey-server 或 redis-server）。此时不要填写 url、user、password 和 ca。",
  },
  "execution.engine.address": {
    name: "对外地址",
    help: "与 own 一起使用：其他机器访问该服务器时使用的本机地址。默认：仅本机可访问。",
  },
  "execution.engine.port": {
    name: "端口",
    help: "与 own 一起使用：服务器的端口。默认：选用一个空闲端口并保留。",
  },
  "execution.engine.url": {
    name: "地址",
    help: "本机如何连接 Redis 或 Valkey 服务器。redis:// 仅限本机，否则用加密的 rediss://。",
  },
  "execution.engine.workerUrl": {
    name: "工作机所用地址",
    help: "其他机器如何连接同一服务器。默认：相同的地址。",
  },
  "execution.engine.user": {
    name: "用户",
    help: "TinyAGI 在服务器上的用户。它为每台工作机创建一个用户。默认：default。",
  },
  "execution.engine.password": { name: "密码", help: "该用户的密码。" },
  "execution.engine.ca": {
    name: "证书颁发机构",
    help: "为服务器证书签名的机构的 PEM 文件。工作机随邀请得到它。默认：公共机构。",
  },
  "execution.workers": {
    name: "工作机",
    help: "运行智能体的其他机器，按名称。用 tinyagi worker invite 添加。",
  },
  "execution.workers.*.slots": { name: "名额", help: "那里最多同时有多少个工作中的智能体进程。" },
  "execution.workers.*.drain": {
    name: "停止接收",
    help: "是否不再在那里开始新的运行。正在进行的继续，消息等待。",
  },
  "execution.leaseMinutes": {
    name: "失联时限（分钟）",
    help: "无法连接本机的工作机继续其运行多长时间。之后工作机结束它们。",
  },
  "execution.maxLiveAgents": {
    name: "同时运行的智能体",
    help: "最多同时有多少个工作中的智能体进程。等待中的不计入。",
  },
  "execution.live": { name: "保持打开" },
  "execution.live.enabled": {
    name: "启用",
    help: "智能体的程序在一条消息之后是否保持打开，使下一条消息立即开始。不能这样的程序为每条消息启动。",
  },
  "execution.live.idleMinutes": {
    name: "等待时限（分钟）",
    help: "打开的程序多少分钟没有新消息后关闭。",
  },
  "execution.live.maxIdle": {
    name: "最多等待的程序",
    help: "最多有多少个打开的程序在等待消息。等待最久的先关闭。0：一个也不保持打开。",
  },
  "execution.live.maxIdleMemoryMB": {
    name: "最多占用内存（MB）",
    help: "所有等待中的打开的程序最多占用多少内存，以 MB 计。仅在 Linux 上测量。",
  },
  "execution.live.spares": {
    name: "预先打开的程序",
    help: "最多预先打开多少个程序，使新会话的第一条消息立即开始。仅用于有多个会话的智能体（sessionScope）。它们计入等待中的打开的程序。0：一个也不预先打开。",
  },
  "execution.timeoutMs": {
    name: "运行时限（毫秒）",
    help: "一次运行最长的工作时间，以毫秒计。超时的运行会被停止。等待人或其他智能体的时间不计入。",
  },
  "execution.idleTimeoutMs": {
    name: "无输出时限（毫秒）",
    help: "最长多少毫秒没有输出。超时的运行会被停止。",
  },
  "execution.maxAttempts": { name: "最多尝试次数", help: "一条消息最多处理多少次。之后成为死信。" },
  "execution.background_quota_max": {
    name: "后台工作的限额（百分比）",
    help: "提供方的时间窗口（例如订阅的五小时或一周）用到这个百分比后，定时任务和心跳及其子智能体会等待，直到窗口重新开始。人发来的消息照常处理。默认：不等待。",
  },
  "execution.patience": {
    name: "等待提供方（毫秒）",
    help: "提供方不可用、需要登录或缺少程序时，一条消息最长等待多少毫秒。这类失败不计入尝试次数。0：像其他失败一样计入。",
  },
  "execution.retryBaseMs": {
    name: "首次重试延迟（毫秒）",
    help: "第二次尝试前等待多少毫秒。每次尝试后加倍。",
  },
  "execution.retryMaxMs": { name: "最长重试延迟（毫秒）", help: "两次尝试之间最长等待多少毫秒。" },
  conversations: { name: "对话", help: "对话如何得到回答。" },
  "conversations.join": {
    name: "回复方式",
    help: "多个智能体的回答如何送达，除非团队或消息另有指定。",
    choices: teams.joinShort,
  },
  "conversations.retryNoticeMs": {
    name: "重试通知（毫秒）",
    help: "其余回答等待重试超过多少毫秒后通知相关的人。",
  },
  approvals: { name: "审批", help: "智能体等待的决定。" },
  "approvals.expireMinutes": {
    name: "有效期（分钟）",
    help: "问题或权限请求等待多少分钟。之后失效，智能体在没有回答的情况下继续。",
  },
  webhooks: { name: "Webhook 接口", help: "带签名的入站 Webhook，按名称列出，地址为 /api/hooks/<name>。" },
  "webhooks.*.secret": {
    name: "密钥",
    help: "签名的共享密钥，至少 24 个字符。可以使用 env:NAME 和 file:/path。",
  },
  "webhooks.*.agent": { name: "智能体", help: "接收该 Webhook 消息的智能体或团队。" },
  "webhooks.*.template": {
    name: "任务",
    help: "放在数据之前的任务。{{path.to.field}} 会插入 JSON 中的一个值，并加引号。",
  },
  "webhooks.*.enabled": { name: "启用", help: "关闭后，每次调用都会被拒绝，如同该 Webhook 不存在。" },
  plugins: { name: "插件", help: "此主目录中的插件。" },
  "plugins.hookTimeoutMs": {
    name: "钩子时限（毫秒）",
    help: "插件的钩子最长用时，以毫秒计。超时后消息不变，继续处理。",
  },
  limits: { name: "限制", help: "防止对话失控的限制。回复会说明达到了哪个限制。" },
  ...under("limits", LIMITS),
  spawn: { name: "子智能体", help: "对智能体启动的子智能体的限制。" },
  ...under("spawn", SPAWN),
  budgets: { name: "预算", help: "智能体可以用多少。" },
  "budgets.conversation": { name: "每个对话" },
  ...under("budgets.conversation", BUDGET),
  "budgets.offered": { name: "已建议每日预算", help: "设置向导是否已建议过每日预算。只建议一次。" },
  "budgets.day": { name: "每天" },
  ...under("budgets.day", BUDGET),
  "budgets.prices": {
    name: "价格",
    help: "模型的价格，按模型名称的开头列出，用于未报告费用的运行。优先于内置的价目表。",
  },
  "budgets.prices.*.input": { name: "输入", help: "每百万输入 Token 的美元价格。" },
  "budgets.prices.*.output": { name: "输出", help: "每百万输出 Token 的美元价格。" },
  "budgets.prices.*.cachedInput": {
    name: "缓存的输入",
    help: "从提供商缓存读取的每百万输入 Token 的美元价格。默认：与输入相同。",
  },
  roles: { name: "角色", help: "渠道上的人可以使用哪些智能体。" },
  "roles.member": { name: "成员" },
  "roles.guest": { name: "访客" },
  "roles.member.agents": {
    name: "智能体",
    help: "成员可以使用的智能体和团队的 id，也包括 `bypass` 模式的。默认：所有不在 `bypass` 模式的智能体。",
  },
  "roles.guest.agents": {
    name: "智能体",
    help: "访客可以使用的智能体和团队的 id，`bypass` 模式的除外。默认：默认智能体。",
  },
  retention: { name: "数据保留", help: "已结束的数据保留多久。" },
  ...under("retention", RETENTION),
  traces: { name: "跟踪", help: "日志记录工具调用和思考的哪些内容。" },
  "traces.payloads": {
    name: "记录内容",
    help: "是否记录工具的参数和输出以及模型显示的思考：不记录，或遮盖疑似凭据的内容后记录。",
    choices: { none: "不记录", redacted: "遮盖后记录" },
  },
  "traces.maxPayloadChars": {
    name: "最大字符数",
    help: "记录的参数、输出或思考最多有多少个字符。超出的部分会被截断。",
  },
  telemetry: { name: "遥测", help: "TinyAGI 向其他程序发送的观测数据。" },
  ...under("telemetry.otlp", OTLP),
};
