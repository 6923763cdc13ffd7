import type { Words } from "../en/en";

export const teams: Words["teams"] = {
  title: "团队",
  team: "团队",
  theTeams: "团队",
  view: "视图",
  chart: "组织架构",
  newTeam: "新建团队",
  empty: {
    title: "让智能体协作",
    text: "团队有一个接收消息的组长、互相帮助的成员，以及一个交流的聊天室。可以从模板开始，也可以用你自己的智能体。",
  },
  sentence: {
    nobody: "这里还没有智能体。",
    none: (agents) => `还没有团队。共 ${agents} 个智能体。`,
    well: (teams, agents) => `${teams} 个团队，${agents} 个智能体。没有团队需要帮助。`,
    stuck: (teams, agents, stuck) => `${teams} 个团队，${agents} 个智能体。${stuck.join("、")} 需要帮助。`,
  },
  moved: {
    left: (name) => `${name} 已离开团队`,
    leads: (name, team) => `${name} 现在是 ${team} 的组长`,
    isIn: (name, team) => `${name} 已加入 ${team}`,
    not: (why) => `没有移动。${why}`,
    tooLate: "无法撤销。团队已被其他人更改。",
  },
  legend: "方块代表消息：实心为运行中，空心为等待中。组长向你汇报。",
  load: (runs, waits) =>
    `${runs === 0 ? "没有运行" : `${runs} 条运行中`}，${waits === 0 ? "没有等待" : `${waits} 条等待中`}`,
  joinShort: {
    reply: "合并回复",
    leader: "由组长汇总",
    stream: "逐条回复",
  },
  loose: "未加入团队",
  looseHint: "把智能体拖到这里，即可将其移出团队。",
  youAtTop: "你",
  noTeam: "无团队",
  leadThis: "担任此团队组长",
  findPlace: "查找团队",
  isHere: "当前位置",
  noPlace: "没有这个名称的团队。",
  move: (name) => `移动 ${name}`,
  leads: "组长",
  add: {
    done: "团队已创建",
    namePlaceholder: "名称，例如“产品”",
    leadsWith: (role) => `组长。${role}`,
    provider: "提供商",
    submit: "创建团队",
    own: "你自己的智能体",
    ownText: "在下方选择",
    startWith: "从什么开始",
    noAgents: "还没有智能体，请选择模板。",
    members: "成员。最先选择的担任组长。",
  },
  name: "名称",
  room: (id) => `聊天室 #${id}`,
  leader: "组长",
  leaderText: "最先读取发给团队的每条消息。",
  answers: "回复方式",
  joins: {
    reply: {
      name: "合并回复",
      text: "全部完成后，你收到一条回答。",
    },
    leader: {
      name: "由组长汇总",
      text: "组长读完所有回答后写一条。",
    },
    stream: {
      name: "逐条回复",
      text: "每条回答一到就发给你。",
    },
  },
  limits: "限制",
  limitsText: "团队达到任一限制就会停止并说明原因。留空则使用通用限制，金额不限。",
  numbers: {
    usd: "每日美元",
    hops: "连续交接次数",
    fanOut: "单次回答的交接数",
    messages: "单个对话的消息数",
    minutes: "单个对话的分钟数",
  },
  saved: (number) => `已保存 ${number} 项更改`,
  save: (number) => `保存 ${number} 项更改`,
  remove: {
    done: "团队已删除",
    title: (name) => `删除团队 ${name}？`,
    verb: "删除团队",
    quiet: "它的聊天室里没有内容。",
    room: (id) => `聊天室 #${id} 及其中所有内容将一并关闭。`,
    lost: (schedules, tasks) => {
      const parts = [
        schedules === 0 ? "" : `${schedules} 个定时任务将失败`,
        tasks === 0 ? "" : `${tasks} 个未完成的任务将无人负责`,
      ].filter((part) => part !== "");
      return ["它的限制和预算会丢失。", ...(parts.length === 0 ? [] : [`${parts.join("，")}。`])].join("");
    },
    kept: (agents) => `其中 ${agents} 个智能体及其文件和过往对话会保留。`,
  },
};
