import type { Words } from "../en/en";

export const search: Words["search"] = {
  message: "消息",
  reply: "回复",
  room: "聊天室",
  task: "任务",
  comment: "评论",
};
