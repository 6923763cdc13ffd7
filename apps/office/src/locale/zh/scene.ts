import type { Words } from "../en/en";

export const scene: Words["scene"] = {
  name: "办公室",
  goToRoom: "前往房间",
  needsYou: " 需要你处理",
  openDesks: "开放工位",
  reception: "前台",
  lounge: "休息区",
  forTeammate: (name) => `给 ${name}`,
  failed: "失败",
  subAgent: (name) => `子智能体 ${name}`,
  toSubAgent: (agent) => (agent === "" ? "子智能体" : `${agent} 的子智能体`),
  helper: ({ name, agent, line }) => `${name}，${agent} 的子智能体：运行中${line === "" ? "" : `，${line}`}`,
  agent: (parts) =>
    [
      parts.name,
      parts.room === undefined ? "" : `，${parts.room}`,
      `：${parts.state}`,
      parts.line === "" ? "" : `，${parts.line}`,
      parts.helpers === 0 ? "" : `；另有 ${parts.helpers} 个子智能体在为它工作`,
    ].join(""),
};
