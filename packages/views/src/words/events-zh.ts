import { type EventData, HERE, nodeName, nodePath, ROOT_NODE, type SteerRefusal } from "@tinyagi/contracts";
import { cancelText, endsZh } from "../reasons/end-words.js";
import { agentStartZh } from "./agent-start-words.js";
import type { EventWords, RunsOn } from "./event-words.js";
import { UNHEARD } from "./unheard-zh.js";
import { WORKTREES } from "./worktrees-zh.js";

/** `#room`, or an agent. */
const target = (name: string): string => (name.startsWith("#") ? name : `@${name}`);

const settings = (paths: readonly string[]): string =>
  paths.length === 0 ? "首次读取设置" : `设置已更改：${paths.join("、")}`;

const toPart = ({ provider, login, model, place }: EventData<"provider.resumed">): string => {
  const at = place === undefined ? provider : `工作机 ${place} 上的 ${provider}`;
  if (login !== undefined) return `${at}（登录 ${login}）`;
  return model === undefined ? at : `${at}（模型 ${model}）`;
};

const runsOn = ({ provider, model, harness, login, effort, chosen }: RunsOn): string => {
  const program = harness === "" || harness === provider ? "" : `（${harness}）`;
  const thinking = effort === undefined ? "" : `，思考强度 ${effort}`;
  const own = chosen === true ? "（仅为此消息选择）" : "";
  return `${provider}${model === null ? "" : ` ${model}`}${program}${thinking}${own}${login === undefined ? "" : `，登录 ${login}`}`;
};

const BUDGET_ACTS = {
  refused: "未开始",
  stopped: "已停止",
  continued: "继续工作",
  asked: "等待有人决定",
} as const;

const PLANS = { fits: "符合其预算", asked: "由人决定", refused: "不符合其预算" } as const;

const REFUSALS: Readonly<Record<SteerRefusal, string>> = {
  ended: "工作已结束",
  already_paused: "已经暂停",
  not_paused: "没有暂停",
  not_working: "此刻没有在工作",
  too_many_texts: "已达到可接受的文本数量",
  no_text: "缺少文本",
};

const WAITS = { answer: "另一个智能体的回答", sub_agents: "其子智能体", person: "人" } as const;

const STATUSES: Readonly<Record<string, string>> = {
  completed: "已完成",
  partial: "部分完成",
  failed: "失败",
  cancelled: "已取消",
};

/** 经过概要不含正文，旧事件没有标题。 */
const after = (text?: string): string => (text === undefined || text === "" ? "" : `：${text}`);

const machine = (place: string): string => (place === HERE ? "本机" : `工作机 ${place}`);

/** Events in Chinese. */
export const events: EventWords = {
  settings,
  unheard: (reason) => UNHEARD[reason],
  sentences: {
    "conversation.opened": ({ sender, channel }) => `${sender} 在 ${channel} 上发来消息`,
    "conversation.closed": ({ replies }) => `对话已结束，${replies} 条回复`,
    "conversation.read": () => "你已阅读",
    "message.accepted": ({ agent, fromAgent, sender, channel, preview, title }) =>
      `发给 @${agent} 的消息（来自 ${fromAgent === null ? `${channel} 上的 ${sender}` : `@${fromAgent}`}）${after(title ?? preview)}`,
    "message.retrying": ({ agent, attempt, delayMs, error }, f) =>
      `${f.agent(agent)}${f.duration(delayMs)}后第 ${attempt + 1} 次尝试：${error}`,
    "message.died": ({ agent, attempts, error, crashes }, f) =>
      `${f.agent(agent)}尝试 ${attempts} 次后永久失败：${crashes === undefined ? error : endsZh.crashed(crashes)}`,
    "message.cancelled": ({ agent, reason, why, budget }, f) =>
      `${f.agent(agent)}已被取消：${budget !== undefined ? f.usedUp(budget) : why === undefined ? reason : cancelText(why, endsZh)}`,
    "message.resumed": ({ agent, budget }, f) => `${f.agent(agent)}继续处理：${f.budget({ budget })}已提高`,
    "message.replayed": ({ agent }) => `@${agent} 的死信已重试`,
    "message.deleted": ({ agent }) => `@${agent} 的死信已删除`,
    "token.created": ({ channel }) => `已为 ${channel} 创建令牌`,
    "token.revoked": ({ channel }) => `已撤销 ${channel} 的令牌`,
    "push.added": ({ name }) => `浏览器 ${name} 会收到通知`,
    "push.removed": ({ name }) => `浏览器 ${name} 不再收到通知`,
    "expose.started": ({ url }) => `可从外部访问 TinyOffice：${url}`,
    "expose.interrupted": ({ via }) => `${via} 隧道已中断，正在重新启动`,
    "expose.stopped": ({ problem }) =>
      problem === null
        ? "没有打开通往 TinyOffice 的隧道"
        : `没有打开通往 TinyOffice 的隧道：隧道失败（${problem}）`,
    "worker.invited": ({ worker }) => `已邀请一台机器作为工作机 ${worker}`,
    "worker.joined": ({ worker }) => `工作机 ${worker} 已加入`,
    "worker.came": ({ worker }) => `工作机 ${worker} 已上线`,
    "worker.went": ({ worker }) => `工作机 ${worker} 已离线；发给其智能体的消息正在等待`,
    "worker.removed": ({ worker }) => `已移除工作机 ${worker}`,
    "agent.move_started": ({ agent, from, to }, f) =>
      `${f.agent(agent)}正从${machine(from)}迁移到${machine(to)}`,
    "agent.moved": ({ agent, to, forced }, f) =>
      `${f.agent(agent)}现在在${machine(to)}上工作，使用新会话${forced ? "，文件未随行" : ""}`,
    "agent.move_failed": ({ agent, from, cancelled }, f) =>
      `${f.agent(agent)}留在${machine(from)}：迁移${cancelled ? "已取消" : "失败"}`,
    "agent.move_undone": ({ agent, to }, f) => `${f.agent(agent)}重新在${machine(to)}上工作：迁移已撤销`,
    "run.started": ({ agent, fromAgent, attempt, ...on }, f) =>
      `${f.agent(agent)}开始运行${fromAgent === null ? "" : `（为 @${fromAgent}）`}：${runsOn(on)}${attempt > 1 ? `，第 ${attempt} 次尝试` : ""}`,
    "run.spawned": ({ agent, pid, start }, f) =>
      `${f.agent(agent)}进程 ${pid}${start === undefined ? " 已启动" : `：${agentStartZh[start] ?? start}`}`,
    "run.ready": ({ agent, startMs }, f) => `${f.agent(agent)}程序在 ${f.duration(startMs)}后就绪`,
    "run.version_reported": ({ agent, version }, f) => `${f.agent(agent)}版本 ${version}`,
    "run.thought": ({ agent, text = "", durationMs }, f) =>
      `${f.agent(agent)}${durationMs === undefined ? "思考" : `思考了 ${f.duration(durationMs)}`} ${text}`,
    "run.tool_started": ({ agent, name, input }, f) => `${f.agent(agent)}${f.tool({ name, input })}`,
    "run.tool_completed": ({ agent, name, failed, output = "" }, f) =>
      `${f.agent(agent)}${f.tool({ name })}：${failed ? "失败" : "完成"} ${output}`,
    "run.model_completed": ({ agent, model = "模型", durationMs, failed }, f) =>
      `${f.agent(agent)}${model} 在 ${f.duration(durationMs)}${failed === true ? "后失败" : "内回答"}`,
    "run.limited": ({ agent, kind, limit, unit }, f) =>
      `${f.agent(agent)}${kind} 已达到写入上限 ${limit} ${unit}`,
    "run.permission_denied": ({ agent, tool }, f) => `${f.agent(agent)}未获准使用 ${tool}`,
    "run.background_ended": ({ agent, count, commands }, f) =>
      `${f.agent(agent)}${count} 个后台进程随运行结束${commands.length === 0 ? "" : `：${commands.join("；")}`}`,
    "run.context_compacted": ({ agent, tokensBefore }, f) =>
      `${f.agent(agent)}上下文将满${tokensBefore === undefined ? "" : `（${tokensBefore} Token）`}，已总结先前的对话`,
    "run.effort_ignored": ({ agent, effort }, f) =>
      `${f.agent(agent)}模型不支持思考强度 ${effort}，已不使用它继续工作`,
    "run.completed": ({ agent, durationMs, usage }, f) => {
      const figures = f.usage(usage);
      return `${f.agent(agent)}在 ${f.duration(durationMs)}内完成${figures === "" ? "" : `，${figures}`}`;
    },
    "run.failed": ({ agent, error, willRetry }, f) =>
      `${f.agent(agent)}失败${willRetry ? "，将重试" : ""}：${error}`,
    "run.interrupted": (data, f) => `${f.agent(data.agent)}运行中断：${f.why(data)}`,
    "run.cancelled": (data, f) =>
      `${f.agent(data.agent)}运行已取消：${data.budget === undefined ? f.why(data) : f.usedUp(data.budget)}`,
    "handoff.created": ({ fromAgent, toAgent }) => `@${fromAgent} 把工作交接给 @${toAgent}`,
    "handoff.denied": (data, f) => `@${data.fromAgent} 不能交接给 ${target(data.toAgent)}：${f.why(data)}`,
    "room.posted": ({ fromAgent, team, preview }) => `@${fromAgent} 在 #${team} 发言：${preview}`,
    "recording.transcribed": ({ agent, name, text, by }, f) =>
      `${f.agent(agent)}${name ?? "录音"} 已由 ${by} 转写${after(text)}`,
    "recording.not_transcribed": ({ agent, name, reason }, f) =>
      `${f.agent(agent)}${name ?? "录音"} 未转写：${UNHEARD[reason]}`,
    "artifact.made": ({ agent, name, version }, f) => `${f.agent(agent)}制作了 ${name}，第 ${version} 版`,
    "artifact.shared": ({ name, version, author }) => `${author} 为 ${name} 第 ${version} 版创建了公开链接`,
    "artifact.unshared": ({ name, version, author }) => `${author} 撤销了 ${name} 第 ${version} 版的公开链接`,
    "company.note_changed": ({ path, change, author }) =>
      `${author} ${{ added: "新增了", changed: "修改了", removed: "删除了" }[change]}公司笔记 ${path}`,
    "company.note_proposed": ({ path, change, agent }) =>
      `@${agent} 提议${{ add: "新增", change: "修改", remove: "删除" }[change]}笔记 ${path}`,
    "company.proposal_settled": ({ path, status, author }) =>
      `${author} ${{ open: "处理了", accepted: "接受了", declined: "拒绝了" }[status]}提议的笔记 ${path}`,
    "run.recalled": ({ agent, sources, tokens }, f) =>
      `${f.agent(agent)}得到了公司资料 ${sources.map(({ ref }) => ref).join("、")}（约 ${tokens} 个 token）`,
    "file.denied": (data, f) => `${f.agent(data.agent)}文件被拒绝：${f.why(data)}`,
    "reply.queued": ({ outboxId, sender, channel, text }) =>
      `发往 ${channel} 的 ${sender} 的回复 ${outboxId}${after(text)}`,
    "reply.delivered": ({ outboxId, channel }) => `回复 ${outboxId} 已送达 ${channel}`,
    "reply.failed": ({ outboxId, channel, attempts, error, dead }) =>
      `${channel} 上的回复 ${outboxId} ${dead ? "永久失败" : "未送达"}，第 ${attempts} 次尝试：${error}`,
    "schedule.fired": ({ label }) => `定时任务 ${label} 已发送消息`,
    "schedule.skipped": (data, f) => `定时任务 ${data.label} 已跳过：${f.why(data)}`,
    "schedule.failed": (data, f) => `定时任务 ${data.label} 失败：${f.why(data)}`,
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
    "channel.changed": ({ channel, state, reason, why }, f) =>
      `渠道 ${channel}：${state}${reason === undefined ? "" : `，${f.why({ reason, why })}`}`,
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
    "task.branch_changed": ({ identifier, repository }) =>
      repository === ""
        ? `任务 ${identifier} 不再使用代码仓库`
        : `任务 ${identifier} 使用代码仓库 ${repository}`,
    "task.branch_started": ({ identifier, agent, branch }) =>
      `@${agent} 为任务 ${identifier} 取得分支 ${branch}`,
    "task.clone_removed": ({ identifier }) => `任务 ${identifier} 的克隆已删除`,
    "task.merged": ({ identifier, target }) => `任务 ${identifier} 已合并到 ${target}`,
    "task.published": ({ identifier, branch, number }) =>
      number === null
        ? `任务 ${identifier}：已推送 ${branch}`
        : `任务 ${identifier}：已为拉取请求 ${number} 推送 ${branch}`,
    "task.pull_changed": ({ identifier, state, checked }) =>
      `任务 ${identifier}：拉取请求 ${state}，检查 ${checked}`,
    "task.woken": ({ identifier, checks, comments }) =>
      `任务 ${identifier}：已将 ${checks} 项失败的检查和 ${comments} 条评论发给其智能体`,
    "task.imported": ({ identifier, source }) => `任务 ${identifier} 来自 ${source}`,
    "task.reviewed": ({ identifier, comments }) => `任务 ${identifier}：${comments} 条评论已发送给其智能体`,
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
    "host.crashed": (data, f) => `智能体主机崩溃：${f.why(data)}`,
    "dispatch.paused": (data, f) => `暂停派发消息：${f.why(data)}`,
    "provider.paused": ({ reason, ...part }) => `${toPart(part)} 已暂停：${reason}`,
    "provider.resumed": (part) => `${toPart(part)} 恢复响应`,
    "approval.requested": (it, f) => `${f.agent(it.agent)}等待你的决定：${f.asked(it)}`,
    "approval.held": ({ agent, status, by }, f) =>
      `${f.agent(agent)}再等几秒：${by} 作出决定 ${status}，仍可撤销`,
    "approval.reopened": ({ agent, by }, f) => `${f.agent(agent)}再次等待决定：${by} 撤销了决定`,
    "approval.answered": ({ agent, status, by }, f) => `${f.agent(agent)}继续：${by} 作出决定 ${status}`,
    "budget.warning": (of, f) => `${f.budget(of)}：已用 ${f.used(of)}`,
    "budget.exceeded": (of, f) =>
      `${f.agent(of.agent)}${BUDGET_ACTS[of.action]}：${f.budget(of)}已用完（${f.used(of)}）`,
    "budget.extended": ({ added, by, ...of }, f) => `${by} 将${f.budget(of)}提高了 ${f.amounts(added)}`,
    "node.failed": ({ node, error }) => `子智能体 ${nodePath(node)} 失败：${error}`,
    "node.completed": ({ node }) => `子智能体 ${nodePath(node)} 已完成`,
    "node.started": ({ node, agent }) => `子智能体 ${nodePath(node)} 已为 @${agent} 排队`,
    "agent.programs": ({ agent, open }, f) => `${f.agent(agent)}打开的程序：${open}`,
    "agent.programs_closed": ({ agent, by, closed, later }, f) =>
      `${f.agent(agent)}${by} 关闭了 ${closed} 个打开的程序${later === 0 ? "" : `；运行结束后再关闭 ${later} 个`}`,
    "steering.injected": ({ agent, by, preview }, f) =>
      `${f.agent(agent)}继续，并考虑 ${by} 的补充${after(preview)}`,
    "steering.redirected": ({ agent, by, preview }, f) =>
      `${f.agent(agent)}改为处理 ${by} 的新任务${after(preview)}`,
    "steering.paused": ({ agent, by }, f) => `${f.agent(agent)}被 ${by} 暂停`,
    "steering.resumed": ({ agent, by }, f) => `${f.agent(agent)}由 ${by} 恢复`,
    "steering.cancelled": ({ agent, by }, f) => `${f.agent(agent)}被 ${by} 取消`,
    "message.batched": ({ agent, into }, f) => `${f.agent(agent)}与消息 ${into} 一起处理发言`,
    "message.extended": ({ agent, preview }) => `发给 @${agent} 的消息已补充：${preview}`,
    "run.progressed": ({ agent, text }, f) => `${f.agent(agent)}写道：${text}`,
    "run.titled": ({ title, model }) => `${model} 写了标题“${title}”`,
    "run.session_rebuilt": ({ agent }, f) => `${f.agent(agent)}丢失了会话，已开始新的会话`,
    "run.continued": ({ agent, from }, f) => `${f.agent(agent)}接手 ${from} 的计划`,
    "room.read": ({ team }) => `你已阅读 #${team}`,
    "limit.reached": ({ code, fromAgent, limit }) => `上限 ${code}（${limit}）使 @${fromAgent} 停止`,
    "reply.retried": ({ outboxId, channel, by }) => `${by} 让 ${channel} 上的回复 ${outboxId} 重新发送`,
    "database.commits_missing": ({ events: count }) => `数据库日志被删除或截断：缺少 ${count} 个事件`,
    "dispatch.resumed": () => "恢复派发消息",
    "log.written": ({ line }) => `日志：${line}`,
    "approval.expired": ({ agent }, f) => `${f.agent(agent)}继续：没有人及时作出决定`,
    "approval.cancelled": (data, f) => `${f.agent(data.agent)}不再需要决定：${f.why(data)}`,
    "budget.reserved": ({ budgets }, f) => `已为子智能体预留：${f.budgets(budgets)}`,
    "budget.refunded": ({ budgets }, f) => `子智能体未用完，已退回：${f.budgets(budgets)}`,
    "budget.reconciled": ({ agent, usd, estimated }, f) =>
      `${f.agent(agent)}计入预算：${f.money({ costUsd: usd, estimated })}`,
    "spawn.requested": ({ agent, agents }, f) => `${f.agent(agent)}请求 ${agents} 个子智能体`,
    "spawn.estimated": ({ agent, decision, estimate }, f) => {
      const short = estimate.budgets
        .filter(({ fits }) => !fits)
        .map((of) => `；${f.budget(of)}剩余 ${f.amounts(of.left)}，需要 ${f.amounts(of.needed)}`);
      return `${f.agent(agent)}其计划估算为 ${f.cost(estimate.total)}：${PLANS[decision]}${short.join("")}`;
    },
    "spawn.refused": ({ agent, message }, f) => `${f.agent(agent)}不能开始其计划：${message}`,
    "spawn.compiled": ({ parent, nodes }) => {
      const asker = parent === ROOT_NODE ? "" : `${nodePath(parent)} 的 `;
      return `已计划 ${asker}${nodes.length} 个子智能体：${nodes.map(({ id }) => nodeName(id)).join("、")}`;
    },
    "spawn.completed": ({ agent, nodes, status }, f) =>
      `${f.agent(agent)}收到其 ${nodes} 个子智能体的结果：${STATUSES[status] ?? status}`,
    "graph.forked": ({ agent, fromConversation, edited, shared }, f) => {
      const parts = [...edited.map((node) => `${nodePath(node)} 已编辑`), `接手 ${shared} 个结果`];
      return `${f.agent(agent)}继续 ${fromConversation} 的分叉：${parts.join("、")}`;
    },
    "node.reused": ({ node, state }) => `已接手子智能体 ${nodePath(node)}：${state}`,
    "node.cancelled": ({ node, ...data }, f) => `子智能体 ${nodePath(node)} 已取消：${f.why(data)}`,
    "node.skipped": ({ node, ...data }, f) => `子智能体 ${nodePath(node)} 已跳过：${f.why(data)}`,
    "node.without_worktree": ({ node, reason }) =>
      `子智能体 ${nodePath(node)} 没有 git 工作树：${WORKTREES[reason]}`,
    "node.workspace_kept": ({ node, branch, path }) =>
      `子智能体 ${nodePath(node)} 把工作留在分支 ${branch}：${path}`,
    "wait.started": ({ agent, reason }, f) => `${f.agent(agent)}等待${WAITS[reason]}`,
    "wait.ended": ({ agent, reason }, f) => `${f.agent(agent)}不再等待${WAITS[reason]}`,
    "steering.refused": ({ agent, command, reason }, f) =>
      `${f.agent(agent)}拒绝 ${command}：${REFUSALS[reason]}`,
  },
};
