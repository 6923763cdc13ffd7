import type { PluginWhy } from "@tinyagi/contracts";
import { FILES } from "./files-zh.js";
import { platformPhrase } from "./platform-why.js";
import { platformZh } from "./platform-why-zh.js";
import { replies } from "./replies-zh.js";
import type { WhyWords } from "./why-words.js";
import { containment, workPhrases } from "./work-why-zh.js";

type Refused = Extract<PluginWhy, { code: "plugin.refused" }>;
type Fault = Refused["fault"];

const FAULTS: Readonly<Record<Fault, { what: (max: Refused["max"]) => string; step: string }>> = {
  unreadable: { what: () => "它无法读取", step: "检查它的文件夹的权限" },
  no_entry: { what: () => "它没有 index.js 或 index.mjs", step: "在它的文件夹中放入这个名字的 ES 模块" },
  special: { what: () => "它包含管道、套接字或设备", step: "从它的文件夹中删除" },
  link_out: { what: () => "有链接指向它的文件夹之外", step: "把链接换成它所指向的内容" },
  not_a_folder: { what: () => "它是链接，或不是文件夹", step: "把文件夹本身放入插件文件夹" },
  not_a_file: { what: () => "它是链接，或不是文件", step: "把文件夹本身放入插件文件夹" },
  other_owner: { what: () => "它的一部分属于其他用户", step: "用 chown -R 把它改为你的" },
  others_write: { what: () => "其他人可以写入它的一部分", step: "用 chmod -R go-w 去掉它的文件夹的这项权限" },
  too_large: {
    what: (max) =>
      max === undefined ? "它太大" : `它超过 ${max.files} 个文件、${max.bytes} 字节或 ${max.depth} 层文件夹`,
    step: "打包它，或删除它不需要的内容",
  },
};

const allow = (name: string): string => `tinyagi plugin allow ${name}`;

/** Chinese. */
export const whyZh: WhyWords = {
  phrases: {
    ...workPhrases,
    "schedule.missed": ({ count }) => `错过：守护进程没有运行${count === 1 ? "" : `（${count} 次）`}`,
    "schedule.replaced": ({ count }) => `同时代替之前错过的 ${count} 次`,
    "schedule.by_hand": () => "手动运行",
    "schedule.overlap": () => "上一次触发的对话仍未结束",
    "schedule.repeated": () => "这个时间已经处理过",
    "schedule.refused": ({ said }) => said,
    "schedule.unexpected": () => "因意外原因无法发送，请看日志",
    "plugin.edited": () => "它的文件在加载后有改动；仍在运行已批准的内容",
    "plugin.shared_modules": () => "主目录中有 node_modules 文件夹，插件会未经批准加载其中的内容",
    "plugin.refused": ({ of, fault, max }) =>
      `${of === "all" ? "插件文件夹被拒绝：" : ""}${FAULTS[fault].what(max)}`,
    "plugin.new": () => "尚未有人批准它",
    "plugin.changed": () => "它的文件在批准后有改动",
    "plugin.crashed": ({ said }) => `它使守护进程退出：${said}`,
    "plugin.disabled": ({ failures }) => `它连续失败 ${failures} 次，或曾被拒绝`,
    "plugin.failed": ({ said }) => said,
    "plugin.restart": () => "它已批准，尚未加载",
    "plugin.start": () => "它已批准；没有守护进程在运行",
    "channel.silent": ({ seconds }) => `它的进程已 ${seconds} 秒没有应答`,
    "channel.platform": (fact) => platformPhrase(fact, platformZh),
    "handoff.self": () => "智能体不能转交给自己",
    "handoff.unknown": ({ name, near }) =>
      `没有智能体 @${name}${near === null ? "" : `。你是指 @${near} 吗？`}`,
    "handoff.no_team": ({ from, to }) => `@${from} 和 @${to} 没有共同的团队`,
    "handoff.summary": () => "总结不能转交工作",
    "room.no_member": ({ team }) => `它不是团队 ${team} 的成员`,
    "agent.closed": (fact) => replies.notes["agent.closed"](fact, ""),
    file: ({ refusal, max = 0 }) => FILES[refusal](max),
    "run.cancelled": () => "已被取消",
    "run.steered": () => "有人给了它新的输入",
    "run.paused": () => "被人暂停",
    "run.yielded": () => "先处理人的消息",
    "run.shutdown": () => "守护进程被停止",
    "run.ended": () => "它的运行已结束",
    "run.host_died": () => "智能体宿主进程意外停止",
    "run.daemon_died": () => "守护进程意外停止",
    "run.stale": () => "这条消息已不属于这次运行",
    "approval.run_ended": () => "请求它的运行已结束",
    "approval.run_failed": () => "请求它的运行失败了",
    "approval.run_cancelled": () => "请求它的运行已被取消",
    "approval.message_cancelled": () => "消息已被取消",
    "approval.message_died": () => "消息已永久失败",
    "approval.message_ended": () => "它所属的消息已结束",
    "approval.unheld": () => "没有消息在等待它",
    "approval.asker_ended": () => "请求它的智能体已结束",
    "approval.budget_raised": () => "预算又有余额",
    "approval.next_day": () => "新的一天已开始",
  },
  containment,
  pluginSteps: {
    "plugin.edited": (_fact, name) => `在下次启动前批准新文件：${allow(name)}`,
    "plugin.shared_modules": () => "把它移到需要它的插件的文件夹中",
    "plugin.refused": ({ fault }) => FAULTS[fault].step,
    "plugin.new": (_fact, name) => `阅读它的文件，然后批准：${allow(name)}`,
    "plugin.changed": (_fact, name) => `阅读它的文件，然后批准：${allow(name)}`,
    "plugin.crashed": (_fact, name) => `改正后批准：${allow(name)}；或拒绝：tinyagi plugin deny ${name}`,
    "plugin.disabled": () => "改正后重新批准，然后重启：tinyagi restart",
    "plugin.failed": (_fact, name) => `改正后批准：${allow(name)}`,
    "plugin.restart": () => "tinyagi restart",
    "plugin.start": () => "tinyagi start",
  },
};
