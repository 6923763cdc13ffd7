import type { ApprovalKind, PlaceWait } from "@tinyagi/contracts";
import type { RunWords } from "./run-words.js";

const ASKS: Readonly<Record<ApprovalKind, string>> = {
  question: "等待你的回答",
  permission: "等待你授予权限",
  spawn: "等待你批准其计划",
  budget: "等待你对预算的决定",
};

const BECAUSE: Readonly<Record<PlaceWait["because"], string>> = {
  away: "无法连接",
  full: "没有空闲名额",
  draining: "不再接收新的运行",
  moving: "正在接收该智能体及其文件",
};

const atMost = (left: string | undefined): string => (left === undefined ? "" : `（最多 ${left}）`);

/** Runs in Chinese. */
export const runs: RunWords = {
  states: {
    running: "运行中",
    waiting: "等你",
    queued: "排队中",
    paused: "已暂停",
    resuming: "将继续",
    done: "已完成",
    failed: "失败",
    interrupted: "已中断",
    cancelled: "已取消",
    skipped: "已跳过",
    not_started: "未开始",
  },
  waits: {
    turn: "排在更早的消息之后",
    paused: "已暂停，等你恢复",
    sub_agents: "等待其子智能体",
    slot: "等待空闲名额",
    behindRunning: (id) => `等待消息 ${id} 结束`,
    behind: (id, wait) => `排在消息 ${id} 之后，该消息${wait}`,
    retry: (left, attempt) =>
      `${left === undefined ? "现在" : `${left}后`}重试${attempt === undefined ? "" : `，第 ${attempt} 次尝试`}`,
    person: (asks, left) => `${ASKS[asks]}${atMost(left)}`,
    provider: (provider, left) => `等待提供商${provider === undefined ? "" : ` ${provider}`}${atMost(left)}`,
    place: (place) =>
      place === undefined
        ? "等待它的工作机"
        : place.because === "moving"
          ? "等待其智能体迁移完成"
          : `等待工作机 ${place.place}（${BECAUSE[place.because]}）`,
    start: (left) => (left === undefined ? "即将开始" : `${left}后开始`),
    window: (left) => `等待其提供商恢复额度${atMost(left)}`,
    decided: (left) => `${left === undefined ? "即将" : `${left}后`}按你的决定继续`,
    held: (left) => `已搁置${left === undefined ? "" : `，还有 ${left}`}`,
  },
  plan: {
    label: "子智能体计划",
    json: "计划的 JSON 原文",
    planned: (count) => `计划 ${count} 个子智能体`,
    after: (names) => `在 ${names.join("、")} 之后`,
  },
  steered: {
    taken: "已发送。智能体会在当前这一轮中读到。",
    restarted: "已发送。当前这一轮已中断，运行会带着你的文本继续。",
    sent: "已发送。运行会带着你的文本继续。",
  },
  progress: {
    working: "工作中",
    done: (count, all) => `${all} 个智能体中 ${count} 个已完成`,
    more: (count) => `另有 ${count} 个`,
  },
};
