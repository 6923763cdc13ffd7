import type { Words } from "../en/en";

export const needs: Words["needs"] = {
  title: "需要你处理",
  asks: {
    question: "有问题要问你",
    permission: "想使用工具",
    spawn: "想创建子智能体",
    budget: "已达到预算上限",
  },
  notice: {
    asks: (name, what) => `${name} ${what}`,
    failed: (name) => `${name} 的一条消息处理失败`,
  },
  ok: "好",
  write: "自己写",
  approve: "批准",
  deny: "拒绝",
  retry: "重试",
  delete: "删除",
  answer: { label: "你的回答", hint: "用你自己的话回答", send: "发送" },
  notDeleted: (why) => `未能删除：${why}`,
  deleted: "已删除失败的消息",
  canWait: "可以稍后处理",
  notify: {
    blocked: "浏览器屏蔽了此页面的通知。请在网站设置中允许通知。",
    isOn: "此页面不在眼前时，你会收到通知。",
    isOff: "在此页面不在眼前时接收通知。",
    turnOff: "关闭",
    turnOn: "通知我",
  },
  sender: {
    title: (name, channel) => `${name} 想在 ${channel} 上给你发消息`,
    text: (code) => `对方收到的验证码是 ${code}。只有对方告诉你相同的验证码时才批准。`,
  },
  channel: {
    reconnecting: (id) => `${id} 无法连接到平台，正在重试`,
    login: (id) => `${id} 正在等待你关联账号`,
    crashed: (id) => `${id} 已崩溃，正在重新启动`,
    failed: (id) => `${id} 无法连接`,
    text: "此渠道上的回复正在等待发送。",
  },
  budget: {
    today: "今日预算",
    of: (scope) => `${scope} 的预算`,
    usedUp: (budget) => `${budget}已用完`,
    nearly: (budget) => `${budget}即将用完`,
    money: (used, limit) => `已用 ${used}，上限 ${limit}`,
    tokens: (used, limit) => `已用 ${used} 个 token，上限 ${limit} 个`,
    runs: (used, limit) => `已运行 ${used} 次，上限 ${limit} 次`,
    minutes: (used, limit) => `已用 ${used} 分钟，上限 ${limit} 分钟`,
    amounts: (parts) => `${parts.join("；")}。`,
  },
};
