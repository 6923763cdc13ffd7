import type { EventData } from "@tinyagi/contracts";
import type { Words } from "../en/en";
import { UNHEARD } from "./unheard";

const settings = (paths: readonly string[]): string =>
  paths.length === 0 ? "首次读取设置" : `设置已更改：${paths.join("、")}`;

const partOf = ({ provider, login, model }: EventData<"provider.resumed">): string => {
  if (login !== undefined) return `${provider}（登录 ${login}）`;
  return model === undefined ? provider : `${provider}（模型 ${model}）`;
};

/** `conversation:conv_1` 是没人会读的 id。 */
const ofBudget = (budget: string): string => {
  const [kind = "", id = ""] = budget.split(":", 2);
  if (kind === "conversation") return "某个对话的预算";
  if (id !== "") return `@${id} 的预算`;
  return kind === "day" ? "每日预算" : `预算 ${kind}`;
};

export const events: Words["events"] = {
  settings,
  byType: {
    "conversation.opened": ({ sender, channel }) => `${sender} 在 ${channel} 上发来消息`,
    "conversation.closed": ({ replies }) => `对话已结束，${replies} 条回复`,
    "conversation.read": () => "你已阅读",
    "message.accepted": ({ agent, fromAgent, preview }) =>
      `发给 @${agent} 的消息${fromAgent === null ? "" : `（来自 @${fromAgent}）`}：${preview}`,
    "message.retrying": ({ attempt, delayMs, error }, { duration }) =>
      `${duration(delayMs)}后第 ${attempt + 1} 次尝试：${error}`,
    "message.died": ({ attempts, error }) => `尝试 ${attempts} 次后永久失败：${error}`,
    "message.cancelled": ({ reason }) => `消息已取消：${reason}`,
    "message.resumed": ({ budget }) => `消息继续处理，${ofBudget(budget)}已提高`,
    "message.replayed": () => "死信已重试",
    "message.deleted": () => "死信已删除",
    "token.created": ({ channel }) => `已为 ${channel} 创建令牌`,
    "token.revoked": ({ channel }) => `已撤销 ${channel} 的令牌`,
    "run.started": ({ provider, model, attempt }) =>
      `运行开始：${provider}${model === null ? "" : ` ${model}`}${attempt > 1 ? `，第 ${attempt} 次尝试` : ""}`,
    "run.spawned": ({ pid }) => `进程 ${pid} 已启动`,
    "run.version_reported": ({ version }) => `版本 ${version}`,
    "run.thought": ({ text = "", durationMs }, { duration }) =>
      `${durationMs === undefined ? "思考" : `思考了 ${duration(durationMs)}`} ${text}`,
    "run.tool_started": ({ name, input = "" }) => `${name} ${input}`,
    "run.tool_completed": ({ name, failed, output = "" }) => `${name} ${failed ? "失败" : "完成"} ${output}`,
    "run.model_completed": ({ model = "模型", durationMs, failed }, { duration }) =>
      `${model} 在 ${duration(durationMs)}${failed === true ? "后失败" : "内回答"}`,
    "run.limited": ({ kind, limit }) => `${kind} 已达到写入上限 ${limit}`,
    "run.permission_denied": ({ tool }) => `未获准使用 ${tool}`,
    "run.background_ended": ({ count, commands }) => `${count} 个后台进程随运行结束：${commands.join("；")}`,
    "run.context_compacted": ({ tokensBefore }) =>
      `上下文将满${tokensBefore === undefined ? "" : `（${tokensBefore} 个令牌）`}，已总结先前的对话`,
    "run.completed": ({ durationMs, usage }, { duration, money }) =>
      `在 ${duration(durationMs)}内回答${usage.costUsd === undefined ? "" : `，${money(usage)}`}`,
    "run.failed": ({ error, willRetry }) => `运行失败${willRetry ? "，将重试" : ""}：${error}`,
    "run.interrupted": ({ reason }) => `运行中断：${reason}`,
    "run.cancelled": ({ reason }) => `运行已取消：${reason}`,
    "handoff.created": ({ fromAgent, toAgent }) => `@${fromAgent} 把工作交接给 @${toAgent}`,
    "handoff.denied": ({ toAgent, reason }) => `不能交接给 @${toAgent}：${reason}`,
    "room.posted": ({ team, preview }) => `#${team} 中的发言：${preview}`,
    "recording.transcribed": ({ name, text }) => `${name ?? "录音"} 已转写：${text}`,
    "recording.not_transcribed": ({ name, reason }) => `${name ?? "录音"} 未转写：${UNHEARD[reason]}`,
    "file.denied": ({ reason }) => `文件被拒绝：${reason}`,
    "reply.queued": ({ channel, text }) => `发往 ${channel} 的回复：${text}`,
    "reply.delivered": ({ channel }) => `回复已送达 ${channel}`,
    "reply.failed": ({ channel, attempts, error, dead }) =>
      `${channel} 上的回复${dead ? "永久失败" : "未送达"}，第 ${attempts} 次尝试：${error}`,
    "schedule.fired": ({ label }) => `定时任务 ${label} 已发送消息`,
    "schedule.skipped": ({ label, reason }) => `定时任务 ${label} 已跳过：${reason}`,
    "schedule.failed": ({ label, reason }) => `定时任务 ${label} 失败：${reason}`,
    "schedule.changed": ({ label, change }) => `定时任务 ${label}：${change}`,
    "confirmation.given": ({ act, by }) => `${by} 取得了确认码：${act}`,
    "confirmation.used": ({ act, paths }) => `已用确认码确认：${act}，${paths.join("、")}`,
    "backup.made": ({ name }) => `已创建备份 ${name}`,
    "backup.failed": ({ stage, place, reason }) =>
      stage === "make" ? `未能创建每日备份：${reason}` : `未能将每日备份复制到 ${place}：${reason}`,
    "pairing.requested": ({ channel, sender }) => `陌生人 ${sender} 在 ${channel} 上发来消息`,
    "pairing.approved": ({ channel, sender, role }) => `${sender} 可以在 ${channel} 上发消息，角色 ${role}`,
    "pairing.role_changed": ({ channel, senderId, role }) =>
      `${channel} 上的 ${senderId} 现在的角色是 ${role}`,
    "pairing.dismissed": ({ channel, senderId }) => `${channel} 上的 ${senderId} 被拒绝`,
    "pairing.revoked": ({ channel, senderId }) => `${senderId} 不能再在 ${channel} 上发消息`,
    "channel.changed": ({ channel, state, reason }) =>
      `渠道 ${channel}：${state}${reason === undefined ? "" : `，${reason}`}`,
    "pairing.linked": ({ channel, senderId }) => `${channel} 上的 ${senderId} 已关联`,
    "pairing.unlinked": ({ channel, senderId }) => `${channel} 上的 ${senderId} 已取消关联`,
    "project.created": ({ name }) => `已创建项目 ${name}`,
    "project.updated": ({ name }) => `已更改项目 ${name}`,
    "project.deleted": ({ name }) => `已删除项目 ${name}`,
    "task.created": ({ identifier, title }) => `已创建任务 ${identifier}：${title}`,
    "task.updated": ({ identifier, fields }) => `任务 ${identifier} 已更改：${fields.join("、")}`,
    "task.reordered": ({ columns, by }) => `${by} 调整了 ${columns.join("、")} 中任务的顺序`,
    "task.deleted": ({ identifier }) => `已删除任务 ${identifier}`,
    "task.commented": ({ identifier, by }) => `${by} 评论了任务 ${identifier}`,
    "task.comment_deleted": ({ identifier }) => `已删除任务 ${identifier} 的一条评论`,
    "task.dispatched": ({ identifier, assignee }) => `任务 ${identifier} 已发送给 @${assignee}`,
    "task.dispatch_failed": ({ identifier, assignee, error }) =>
      `任务 ${identifier} 未能发送给 @${assignee}：${error}`,
    "plugin.allowed": ({ plugin }) => `插件 ${plugin} 已批准`,
    "plugin.denied": ({ plugin }) => `已撤销对插件 ${plugin} 的批准`,
    "plugin.crashed": ({ plugin, error }) => `插件 ${plugin} 崩溃：${error}`,
    "plugin.failed": ({ plugin, hook, error }) => `插件 ${plugin} 的钩子 ${hook} 失败：${error}`,
    "skill.installed": ({ agent, skill }) => `已为 @${agent} 安装技能 ${skill}`,
    "skill.removed": ({ agent, skill }) => `已从 @${agent} 移除技能 ${skill}`,
    "settings.changed": ({ paths }) => settings(paths),
    "settings.rejected": ({ reason }) => `设置被拒绝：${reason}`,
    "daemon.started": ({ version }) => `TinyAGI ${version} 已启动`,
    "daemon.stopping": ({ signal }) => `TinyAGI 正在停止（${signal}）`,
    "clock.jumped": ({ kind, seconds }) =>
      kind === "asleep"
        ? `本机休眠或守护进程被暂停了 ${seconds} 秒`
        : kind === "set"
          ? `时钟被${seconds < 0 ? "拨慢" : "拨快"}了 ${Math.abs(seconds)} 秒`
          : "本机时区已更改",
    "host.crashed": ({ reason }) => `智能体主机崩溃：${reason}`,
    "dispatch.paused": ({ reason }) => `暂停派发消息：${reason}`,
    "provider.paused": ({ reason, ...part }) => `${partOf(part)} 已暂停：${reason}`,
    "provider.resumed": (part) => `${partOf(part)} 恢复响应`,
    "approval.requested": ({ title }) => `询问你：${title}`,
    "approval.answered": ({ status, by }) => `${by} 作出决定：${status}`,
    "budget.warning": ({ budget, used, limit, resource }) =>
      `${ofBudget(budget)}：已用 ${used} / ${limit} ${resource}`,
    "budget.exceeded": ({ budget, action, used, limit, resource }) =>
      `${ofBudget(budget)}已用完（${used} / ${limit} ${resource}），${action}`,
    "budget.extended": ({ budget, added }, { money }) =>
      `${ofBudget(budget)}已提高 ${Object.entries(added)
        .map(([name, value]) => (name === "usd" ? money({ costUsd: value ?? 0 }) : `${value} ${name}`))
        .join("、")}`,
    "node.failed": ({ node, error }) => `子智能体 ${node} 失败：${error}`,
    "node.completed": ({ node }) => `子智能体 ${node} 已完成`,
    "node.started": ({ node }) => `子智能体 ${node} 已排队`,
    "steering.injected": ({ preview }) => `继续，并考虑：${preview}`,
    "steering.redirected": ({ preview }) => `改为处理：${preview}`,
    "steering.paused": () => "已暂停",
    "steering.resumed": () => "已继续",
    "steering.cancelled": () => "已取消",
  },
};
