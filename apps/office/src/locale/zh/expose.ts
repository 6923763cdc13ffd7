import type { Words } from "../en/en";

export const expose: Words["expose"] = {
  name: "对外开放",
  text: "你可以在一段时间内把 TinyOffice 开放给手机或另一台电脑，使用 TLS 并需要登录。到时间或 TinyAGI 停止时会自动关闭。",
  how: "谁可以访问",
  howLong: "时长",
  start: "开放 TinyOffice",
  opening: "正在开放…",
  stop: "立即关闭",
  noLogin: "设置不要求登录，所以不能开放。请先设置为需要登录。",
  noneInstalled: "本机没有安装 Tailscale 或 cloudflared。此命令说明如何安装，以及不安装时可以怎么做。",
};
