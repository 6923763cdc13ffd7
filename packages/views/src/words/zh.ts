import { budgetsZh } from "../budgets/zh.js";
import { reasonsZh } from "../reasons/zh.js";
import { agentStartZh } from "./agent-start-words.js";
import { chat } from "./chat-zh.js";
import { grouped } from "./counted.js";
import { embeddingZh } from "./embedding-words.js";
import { events } from "./events-zh.js";
import { exposeZh } from "./expose-zh.js";
import { needs } from "./needs-zh.js";
import { notices } from "./notices-zh.js";
import { pullZh } from "./pull-zh.js";
import { replies } from "./replies-zh.js";
import { runs } from "./runs-zh.js";
import { tools } from "./tools-zh.js";
import { whyZh } from "./why-zh.js";
import type { ViewWords } from "./words.js";

/** Chinese. */
export const zh: ViewWords = {
  tag: "zh-CN",
  time: {
    now: "刚刚",
    seconds: (count) => `${count} 秒`,
    minutes: (count) => `${count} 分钟`,
    hours: (count) => `${count} 小时`,
    days: (count) => `${count} 天`,
    join: (large, small) => `${large} ${small}`,
    ago: (span) => `${span}前`,
  },
  reasons: reasonsZh,
  whys: whyZh,
  titles: { joins: { all: "汇总各方的回答", of: (agents) => `汇总 ${agents} 的回答` } },
  runs,
  events,
  budgets: budgetsZh,
  needs,
  chat,
  expose: exposeZh,
  pull: pullZh,
  embedding: embeddingZh,
  notices,
  replies,
  tools,
  figures: {
    tokens: (count) => `${count} Token`,
    runs: (count) => `${count} 次运行`,
    minutes: (count) => `${count} 分钟`,
    of: (used, limit) => `${used} / ${limit}`,
    and: (amounts) => amounts.join("和"),
    noCost: (silent, all) => (silent === all ? "未报告费用" : `${all} 次运行中有 ${silent} 次未报告费用`),
  },
  agents: {
    states: {
      waiting: "等你",
      running: "运行中",
      paused: "已暂停",
      queued: "排队中",
      failed: "失败",
      idle: "空闲",
    },
    heartbeatOff: {
      off: "已对该智能体关闭",
      never: "间隔为 0",
      demo: "演示智能体只有在打开后才接收心跳",
      unasked: "没有人打开它",
    },
    starts: agentStartZh,
    started: (how, took) => `${how}；${took}后就绪`,
    programs: {
      mark: "程序已打开",
      open: (count, age, memory) =>
        `${grouped(count)} 个程序已打开 ${age}${memory === undefined ? "" : `，${memory}`}`,
      ahead: {
        waiting: "已为它打开一个程序",
        used: "为它打开的程序已被使用或关闭",
        one_session: "不为它打开程序，因为所有消息共用一个会话",
        enough: "没有为它打开程序，因为另一个智能体已有一个 (execution.live.spares)",
        too_many: "没有为它打开程序，因为打开的程序过多 (execution.live.maxIdle)",
        memory: "没有为它打开程序，因为打开的程序占用内存过多",
        off: "按设置不为它打开程序",
        not_opened: "为它启动的程序未能打开",
      },
      closed: (count) => `已关闭 ${grouped(count)} 个程序，下一条消息将重新启动。`,
      later: (count) => `${grouped(count)} 个正在工作的程序将在本次运行后关闭。`,
      none: "没有打开的程序。",
    },
  },
  channels: {
    states: {
      connected: "已连接",
      starting: "正在连接",
      reconnecting: "正在重新连接",
      stalled: "没有响应",
      login: "等你操作",
      crashed: "已崩溃",
      failed: "失败",
      stopped: "已停止",
      unused: "未设置",
    },
  },
};
