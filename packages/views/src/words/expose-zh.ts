import type { ExposeWords } from "./expose-words.js";

export const exposeZh: ExposeWords = {
  reach: { tailscale: "你的 tailnet 中的设备", funnel: "整个互联网", cloudflared: "整个互联网" },
  ways: {
    tailscale: "Tailscale：只有你自己 tailnet 中的设备能访问。名称保持不变。",
    funnel: "Tailscale Funnel：整个互联网都能访问登录页。名称保持不变。中间没有人能读到内容。",
    cloudflared:
      "Cloudflare 快速隧道：整个互联网都能访问登录页。每次启动名称都会变，Cloudflare 能读到内容，页面只在重新加载时更新。",
  },
  off: "没有打开通往 TinyOffice 的隧道。",
  starting: (way) => `正在用 ${way} 开放 TinyOffice。在此之前，没有人能进入。`,
  on: (reach, left) => `TinyOffice 对${reach}开放，还剩 ${left}。每个人都需要登录。`,
  problem: (code, program) => PROBLEMS[code](program),
  step: (code, program, link) => STEPS[code](program, link),
  said: (text) => `它说：${text}`,
};

type Code = Parameters<ExposeWords["problem"]>[0];

const PROBLEMS: Readonly<Record<Code, (program: string) => string>> = {
  no_login: () => "设置不要求登录，所以没有打开通往 TinyOffice 的隧道。",
  not_installed: (program) => `没有安装 ${program}。`,
  not_running: (program) => `${program} 没有运行或没有连接。`,
  not_logged_in: (program) => `本机没有登录 ${program}。`,
  not_enabled: (program) => `你的 ${program} 账户没有启用此功能。`,
  not_permitted: (program) => `${program} 不允许此用户开放任何内容。`,
  port_used: (program) => `${program} 已在端口 443、8443 和 10000 上提供其他服务。`,
  too_slow: (program) => `${program} 没有及时就绪。`,
  ended: (program) => `${program} 已结束。`,
  wrong_name: (program) => `${program} 报告了一个不可能的名称，所以没有让任何人进入。`,
  too_open: (program) => `${program} 把它开放给了整个互联网，而你只想对 tailnet 开放。它已关闭。`,
};

const STEPS: Readonly<Record<Code, (program: string, link: string | null) => string>> = {
  no_login: () => "要求登录：tinyagi config set server.auth token",
  not_installed: () => "查看可以安装什么：tinyagi expose",
  not_running: (program) => (program === "tailscale" ? "启动它：sudo tailscale up" : "启动它，然后重试"),
  not_logged_in: (_program, link) => (link === null ? "登录：sudo tailscale up" : `登录：${link}`),
  not_enabled: (_program, link) =>
    `启用它，然后重试：${link ?? "https://login.tailscale.com/admin/dns (HTTPS Certificates)"}`,
  not_permitted: () => "允许一次：sudo tailscale set --operator=$USER",
  port_used: () => "查看它提供什么：tailscale serve status",
  too_slow: () => "重试。如果又失败，请看：tinyagi doctor network",
  ended: () => "重试。如果又失败，请看：tinyagi logs",
  wrong_name: () => "重试。如果又失败，可能是另一个程序在冒充它：tinyagi logs",
  too_open: () => "查看是谁启用的：tailscale funnel status",
};
