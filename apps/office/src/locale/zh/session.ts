import type { Words } from "../en/en";

export const session: Words["session"] = {
  why: {
    out: "请在本机的终端中打开 TinyOffice：",
    ended: "会话已结束。请在本机的终端中重新打开 TinyOffice：",
    expired: "此链接已被使用或已过期。请获取新链接：",
    away: "TinyAGI 没有响应。请先启动它，然后重新打开 TinyOffice：",
  },
  useToken: "或者使用令牌",
  tokenFile: { before: "令牌在 TinyAGI 主目录的文件 ", after: " 中。它只发送一次，不会保存在此处。" },
  logIn: "登录",
  tooManyTokens: "错误的令牌过多。请等一分钟再试。",
  wrongToken: "令牌不正确。用此命令打印登录链接：tinyagi office --url",
  tooSlow: "登录超时，请重试。",
};
