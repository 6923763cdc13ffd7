import { CHANNEL_STEPS, type ChannelSteps, type PlatformName, parsePlatform } from "@tinyagi/contracts";
import type { Words } from "../en/en";

const { telegram, discord, slack, email } = CHANNEL_STEPS;

/** What a person enters, with the names of a table. */
function named(steps: ChannelSteps, names: Readonly<Record<string, string>>): Pick<ChannelSteps, "values"> {
  return {
    values: (steps.values ?? []).map((value) => ({ ...value, label: names[value.key] ?? value.label })),
  };
}

/** The steps of each platform. Names of buttons are as the platforms write them in English. */
const GUIDES: Readonly<Record<PlatformName, ChannelSteps>> = {
  telegram: {
    name: "Telegram",
    hint: "一个机器人，免费，两分钟",
    token: {
      steps: [
        "打开 Telegram，搜索 @BotFather（带蓝色对勾）。",
        "发送 /newbot，然后输入名称，再输入以 bot 结尾的用户名。",
        "BotFather 会回复一个令牌。复制它。",
      ],
      looksLike: telegram.token?.looksLike ?? "",
    },
    reach: "打开 https://t.me/{account} 并点按 Start。",
  },
  discord: {
    name: "Discord",
    hint: "你的服务器上的一个机器人，五分钟",
    token: {
      steps: [
        "打开 https://discord.com/developers/applications 并点按 New Application。",
        "打开 Bot，点按 Reset Token，复制令牌。令牌中有两个点。不需要特权 Intent。启用 Message Content Intent 后，机器人还能读取没有提及它的回复。",
        "打开 OAuth2 及其 URL Generator，勾选 bot 和 applications.commands，打开该 URL 并选择你的服务器。",
      ],
      looksLike: discord.token?.looksLike ?? "",
    },
    reach: "在 Discord 中，从服务器的成员列表里找到 {account}，给它发一条消息。",
  },
  whatsapp: {
    name: "WhatsApp",
    hint: "用专用号码的手机扫码",
    link: [
      "在手机上打开 WhatsApp，然后打开“设置”，再打开“已关联的设备”。",
      "点按“关联设备”，将手机对准此码。",
      "让手机保持在线，直到这里显示“已连接”。",
    ],
    reach: "用另一部手机在 WhatsApp 上给 {account} 发消息。",
  },
  slack: {
    name: "Slack",
    hint: "你的工作区中的一个应用，五分钟",
    token: {
      steps: [
        "打开 https://api.slack.com/apps，点按 Create New App，选择 From a manifest，粘贴指南 docs/guide/channels/slack.md 中的清单。",
        "在 Basic Information 的 App-Level Tokens 下点按 Generate Token，添加范围 connections:write，复制令牌。它以 xapp- 开头。",
        "在 Install App 下点按 Install，复制 Bot User OAuth Token。它以 xoxb- 开头。",
      ],
      looksLike: slack.token?.looksLike ?? "",
    },
    ...named(slack, { app_token: "应用令牌" }),
    reach: "在 Slack 中打开“应用”，找到 {account}，给它发一条消息。",
  },
  email: {
    name: "电子邮件",
    hint: "一个专用账号，三分钟",
    token: {
      steps: [
        "创建一个只供智能体使用的账号，并在其设置中启用 IMAP。",
        "如果你的邮件服务商支持，请创建应用专用密码。Gmail：Google 账号 → 安全性 → 两步验证 → 应用专用密码。",
        "向该账号发送一封邮件，打开邮件原文，复制 Authentication-Results 开头的名称。Gmail 不需要。",
      ],
      looksLike: email.token?.looksLike ?? "",
      key: "password",
      label: "账号密码",
    },
    ...named(email, {
      address: "地址",
      imap_host: "IMAP 服务器",
      smtp_host: "SMTP 服务器",
      authserv_id: "Authentication-Results 中的名称",
    }),
    reach: "给 {account} 写一封邮件。",
  },
};

export const channels: Words["channels"] = {
  title: "渠道",
  channel: "渠道",
  theChannels: "渠道",
  whoWants: "申请发消息的人",
  whatNot: "未送达的内容",
  whoMay: "谁可以发消息",
  connectTo: (name) => `连接 ${name}`,
  connect: "连接",
  setUp: "设置",
  setUpNamed: (name) => `设置 ${name}`,
  acts: {
    restart: "重启",
    stop: "停止",
    start: "启动",
    reset: "重置",
  },
  actNamed: (verb, name) => `${verb} ${name}`,
  resetNamed: (name) => `重置 ${name}`,
  resetTitle: (name) => `重置 ${name}？`,
  resetText: "渠道会停止，其存储的内容会被删除。WhatsApp 需要重新关联。设置、人员和回复会保留。",
  noReplyWaits: "没有等待发送的回复。",
  waitFor: (number) => `有 ${number} 条回复在等它。`,
  wait: (number) => `有 ${number} 条回复等待发送。`,
  trouble: {
    stopped: "已停止，重试也无济于事。",
    ended: "它的进程已结束。",
    noReason: "没有给出原因。",
    startsIn: (time) => `${time}后重新启动。`,
    startsNow: "正在重新启动。",
  },
  since: (time, isConnected) => `${isConnected ? "持续在线" : "已持续"} ${time}。`,
  aFewSeconds: "几秒",
  sentence: {
    none: "还没有连接渠道。你始终可以在这里发消息。",
    troubles: {
      login: (name) => `${name} 在等你的手机`,
      failed: (name) => `${name} 需要你的帮助`,
      crashed: (name) => `${name} 已崩溃并重新启动`,
      stalled: (name) => `${name} 没有响应`,
      reconnecting: (name) => `${name} 正在重新连接`,
    },
    connected: (up, all) => `${all} 个渠道中已连接 ${up} 个`,
    all: (parts, waits) => `${parts.join("，")}。${waits}`,
  },
  why: {
    givenUp: (attempts, reason) => `尝试 ${attempts} 次后永久失败${reason === null ? "。" : `：${reason}`}`,
    failed: (number, reason) => `第 ${number} 次尝试失败：${reason}`,
    next: "马上轮到它。",
    away: (channel) => `${channel} 未连接，连接后即会发送。`,
  },
  sayHello: "打个招呼",
  elsewhere: "此渠道由其他程序提供。",
  getToken: "获取令牌",
  yourCode: " 你的验证码会显示在下方，由你自己批准。",
  otherToken: "使用其他令牌",
  steps: "步骤",
  link: {
    asked: (name) => `正在向 ${name} 请求验证码…`,
    title: "关联手机",
    text: (name) => `请使用专用号码。${name} 可能会封禁由程序使用的账号，而且知道号码的人都可以申请发消息。`,
    package: "需要先安装一次此软件包：",
    number: "账号的电话号码（可选）",
    numberText: "填写后可以输入验证码，而不必扫码。",
    show: "显示验证码",
    soon: "验证码马上就到。",
    qr: "关联账号的二维码：用手机扫描",
    expires: "过期后，新的会显示在这里。",
    noCamera: "没有摄像头？请改点“用电话号码关联”，然后输入此码。",
  },
  copy: "复制",
  people: {
    owner: "所有者",
    member: "成员",
    guest: "访客",
    title: "可以发消息",
    help: "所有者还可以重启、审批和停止他人的工作。成员不能使用 bypass 模式的智能体，访客只能使用默认智能体或设置中列出的智能体",
    none: "还没有人。你批准的第一个人将成为所有者。",
    findRole: (name) => `${name} 的角色`,
    remove: "移除",
    removeNamed: (name) => `移除 ${name}`,
    removeTitle: (name) => `移除 ${name}？`,
    removeText: "对方不能再通过此渠道给你的智能体发消息。再次发消息时会收到新的验证码。",
    own: "单独的人",
    same: (name, channel) => `与 ${channel} 上的 ${name} 是同一人`,
    who: (name) => `${name} 是谁`,
  },
  showAll: (number) => `显示全部 ${number} 个`,
  id: (id) => `ID ${id}`,
  strangers: {
    notDenied: (why) => `未能拒绝：${why}`,
    denied: "已拒绝，对方不会收到回复",
    title: "申请发消息",
    help: "在你决定之前，对方不会收到回复",
    none: "没有人在等待。陌生人通过渠道发来消息时，验证码会显示在这里。",
    unknown: "未知",
    code: { before: "对方收到的验证码是 ", after: "。只有对方告诉你相同的验证码时才批准。" },
    approve: "批准",
    approveNamed: (name) => `批准 ${name}`,
    approved: (name) => `${name} 现在可以发消息`,
    deny: "拒绝",
    denyNamed: (name) => `拒绝 ${name}`,
  },
  test: {
    send: "发送测试消息",
    onItsWay: "发送中…",
    arrived: (name) => `已送达 ${name}`,
    toOwner: "只会发送给第一位所有者。",
  },
  token: {
    saved: (name) => `令牌已保存，正在连接 ${name}`,
    label: "机器人令牌",
    optional: (name) => `${name}（可选）`,
    help: (name) => `会立即向 ${name} 验证。在你确认之前不会保存任何内容。`,
    answers: (name, account) => `${name} 回应：这是 ${account}。`,
    asking: (name) => `正在询问 ${name}…`,
    use: "使用此令牌",
    kept: "保存在本机，不会向任何人显示。",
  },
  undelivered: {
    title: "未送达",
    help: "不会丢失任何内容。等待的回复会按顺序发送。",
    none: "所有回复都已送达。",
    to: (name) => `发给 ${name}`,
    again: "重新发送",
  },
  add: "添加渠道",
  guide(id) {
    const platform = parsePlatform(id);
    return Object.hasOwn(GUIDES, platform) ? GUIDES[platform as PlatformName] : undefined;
  },
};
