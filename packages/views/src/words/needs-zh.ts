import { grouped } from "./counted.js";
import type { NeedWords } from "./need-words.js";

/** What needs a person, in Chinese. */
export const needs: NeedWords = {
  nothing: "没有事项需要你处理。",
  count: (things) => `${grouped(things)} 项需要你处理。`,
  approvals: (count) => `${grouped(count)} 项审批`,
  questions: (count) => `${grouped(count)} 个问题`,
  dead: (count) => `${grouped(count)} 条死信`,
  providers: (count) => `${grouped(count)} 个提供商`,
  asks: {
    question: "有问题要问你",
    permission: "请求权限",
    spawn: "请求启动其他智能体",
    budget: "已达到预算上限，正在等待",
  },
  held: {
    approved: (by, left) => `${by} 已批准，${left}后生效`,
    denied: (by, left) => `${by} 已拒绝，${left}后生效`,
    answered: (by, left) => `${by} 已回答，${left}后生效`,
  },
  permission: {
    run: "运行命令",
    file: {
      add: (name) => `创建 ${name}`,
      update: (name) => `修改 ${name}`,
      delete: (name) => `删除 ${name}`,
      write: (name) => `写入 ${name}`,
    },
    files: (count) => `修改 ${grouped(count)} 个文件`,
    change: {
      add: "创建此文件：",
      update: "修改此文件：",
      delete: "删除此文件：",
      write: "创建此文件或替换其全部内容：",
    },
    moves: "移动到：",
    tool: "使用此工具：",
    folder: "在此文件夹中：",
    reason: "智能体给出的理由：",
    more: "使用以下选项：",
  },
  failed: "的一条消息处理失败",
  sender: (name, channel) => `${name} 想在 ${channel} 上给你发消息`,
  provider: (name, place) => `消息正在等待${place === undefined ? "" : `工作机 ${place} 上的`} ${name}`,
  channel: {
    reconnecting: (name) => `${name} 无法连接到平台，正在重试`,
    stalled: (name) => `${name} 没有响应，如果持续下去将重新启动`,
    login: (name) => `${name} 正在等待你关联账号`,
    crashed: (name) => `${name} 已崩溃，正在重新启动`,
    failed: (name) => `${name} 无法连接`,
  },
  budget: {
    today: "今日预算",
    of: (name) => `${name} 的预算`,
    usedUp: (budget) => `${budget}已用完`,
    nearly: (budget) => `${budget}即将用完`,
  },
};
