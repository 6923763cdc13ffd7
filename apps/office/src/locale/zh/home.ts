import type { Words } from "../en/en";

export const home: Words["home"] = {
  regions: {
    office: "办公室",
    needs: "需要你处理的事项",
    missions: "对话",
    cameBack: "今日回复",
    agent: "此智能体",
  },
  newMessage: "新消息",
  sentence: {
    unknown: "目前无法读取需要你处理的事项。",
    nothingNeeds: "没有事项需要你处理。",
    needs: () => "项需要你处理。",
    noAgents: "办公室里还没有智能体。",
    rest: (agents) => (agents === 1 ? "你的智能体正在休息。" : "大家都在休息。"),
    work: (agents, subAgents) =>
      `${[
        agents === 0 ? "" : `${agents}\u00a0个智能体`,
        subAgents === 0 ? "" : `${subAgents}\u00a0个子智能体`,
      ]
        .filter((part) => part !== "")
        .join("和")}正在工作。`,
  },
  empty: {
    title: "办公室空空如也",
    text: "选择你的第一个团队，它会立即入驻。",
    setUp: "创建团队",
  },
  noNeeds: {
    title: "没有事项需要你处理",
    text: "提问、审批和失败会出现在这里，你可以就地处理。",
  },
  missions: {
    title: "进行中的工作",
    none: "目前没有工作。发送一条新消息即可开始。",
    asked: "请求",
    who: "成员",
    now: "当前步骤",
    time: "用时",
    money: "费用",
    showAll: (missions) => `显示全部 ${missions} 项`,
    steer: "引导",
    steerOne: (title) => `引导：${title}`,
    stop: "停止",
    stopOne: (title) => `停止：${title}`,
    waitsForAnswer: (name) => `${name} 正在等待你的回答`,
    waitsForDecision: (name) => `${name} 正在等待你的决定`,
    works: (name, others, subAgents) =>
      [name, others === 0 ? "" : `另外 ${others} 个智能体`, subAgents === 0 ? "" : `${subAgents} 个子智能体`]
        .filter((part) => part !== "")
        .join("、")
        .concat(" 正在工作"),
    doing: (name, line) => `${name}：${line}`,
  },
  steer: {
    label: "引导",
    title: "需要改变什么？",
    text: "需要改变的内容",
    hint: "用一两句话说明，智能体会据此继续工作。",
  },
  stop: {
    title: "停止这项工作？",
    nothingRuns: "尚未开始运行，等待中的工作将被取消。",
    stops: (agents) => `${agents} 个智能体将被停止。`,
    kept: "已完成的工作会保留。此操作无法撤销。",
    keep: "继续工作",
    verb: "停止",
  },
  cameBack: {
    title: "今日回复",
    spent: (money) => `今日花费 ${money}`,
    none: "今天还没有回复。",
  },
  agent: {
    label: (name) => `智能体 ${name}`,
    message: "发消息",
    page: "智能体页面",
    worksOn: "正在处理",
    nothing: "目前没有工作。",
    answered: "最近的回复",
  },
};
