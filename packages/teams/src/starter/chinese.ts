/** The starter teams as people read them in simplified Chinese. The instructions of the agents stay in English. */
import type { StarterTeamId } from "@tinyagi/contracts";
import type { StarterWords } from "./starter-team.js";

export const CHINESE: Readonly<Record<StarterTeamId, StarterWords>> = {
  solo: {
    name: "单人",
    summary: "一个智能体，什么都做",
    firstMessage: "看看你的工作区，用三行告诉我你能为我做什么。",
    agents: { assistant: { name: "助手", role: "回答问题，处理小事，做好记录" } },
  },
  dev: {
    name: "产品",
    summary: "规划、开发、测试和评审软件",
    firstMessage: "阅读你工作区中的代码。用五行告诉我它做什么，以及你会先做什么。",
    agents: {
      lead: { name: "负责人", role: "规划工作，分派任务，对结果负责" },
      coder: { name: "程序员", role: "编写代码和测试" },
      tester: { name: "测试员", role: "设法找出成果的问题，并准确报告" },
      reviewer: { name: "评审员", role: "在合并前评审每项更改" },
    },
  },
  content: {
    name: "内容",
    summary: "调研、写作和编辑",
    firstMessage: "提出三篇向新客户介绍我公司的文章。每篇一行，从读者的角度出发。",
    agents: {
      editor: { name: "编辑", role: "决定写什么、写给谁，并修改到满意为止" },
      researcher: { name: "调研员", role: "查找事实并注明来源" },
      writer: { name: "作者", role: "写出几乎不用修改的初稿" },
    },
  },
  ops: {
    name: "运营",
    summary: "照看客户、服务器和账目",
    firstMessage: "给我列一份周一早上的检查清单：客户、服务器、账目。每类最多三点。",
    agents: {
      chief: { name: "主管", role: "整理收到的事务，分派任务，报告需要人处理的事" },
      support: { name: "客服", role: "答复客户，并收集公司可以从中学到的东西" },
      keeper: { name: "运维", role: "照看机器、备份和更新，并修复故障" },
      bookkeeper: { name: "会计", role: "把发票、付款和期限管理得井井有条" },
    },
  },
  demo: {
    name: "演示团队",
    summary: "免费且离线：回答来自脚本",
    firstMessage: "为一家面包店规划一个网页：谁做什么？",
    agents: {
      lead: { name: "负责人", role: "规划工作并分派给团队" },
      writer: { name: "作者", role: "撰写初稿" },
      reviewer: { name: "评审员", role: "评审初稿，指出缺少的内容" },
    },
  },
};
