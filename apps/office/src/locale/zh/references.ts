import type { Words } from "../en/en";

export const references: Words["references"] = {
  title: "同时会发生的变化",
  reading: "正在读取相关内容",
  onRemoval: {
    member: ({ from }) => `团队 @${from} 失去此成员`,
    last_member: ({ from }) => `团队 @${from} 会被删除，因为这是它唯一的成员`,
    leader: ({ from, successor }) => `@${successor} 成为团队 @${from} 的负责人`,
    default_agent: () => "未指定接收者的消息将由另一个智能体接收",
    default_provider: () => "新智能体没有默认提供商",
    sender_default: ({ from }) => `${from} 改为与默认智能体对话`,
    group: ({ from }) => `群组 ${from} 改由默认智能体回答`,
    bot: ({ from }) => `在指定另一个智能体之前，机器人 ${from} 拒绝接收消息`,
    schedule: ({ from, name }) => `定时任务 ${name || from} 会被关闭`,
    webhook: ({ from }) => `在指定另一个智能体之前，Webhook ${from} 拒绝接收`,
    assignee: ({ count }) => `${count} 个未完成的任务在重新分配之前无法开始`,
    provider: ({ from }) => `@${from} 在换用其他提供商之前无法运行`,
    fallback: ({ from }) => `@${from} 失去一个备用提供商`,
    project: ({ count }) => `${count} 个任务不再属于任何项目`,
  },
};
