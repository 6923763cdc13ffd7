import type { LimitCode, SpawnRefusalReason } from "@tinyagi/contracts";
import { FILES } from "./files-zh.js";
import type { ReplyWords } from "./reply-words.js";
import { UNHEARD } from "./unheard-zh.js";

/** Why nothing more is handed on. */
const LIMITS: Readonly<
  Record<Exclude<LimitCode, "LIMIT_PAIR_REPEATS">, (most: number, age: string) => string>
> = {
  LIMIT_HOPS: (most) => `工作已连续转交 ${most} 次`,
  LIMIT_MESSAGES: (most) => `对话已有 ${most} 条消息`,
  LIMIT_FAN_OUT: (most) => `一次回答最多转交给 ${most} 个智能体`,
  LIMIT_DURATION: (_most, age) => `对话已超过 ${age}`,
};

const PLAN_REFUSALS: Readonly<Record<SpawnRefusalReason, string>> = {
  depth: "这一层的子智能体不能再启动其他子智能体",
  total: "超过子智能体总数的上限",
  fan_out: "一次启动的子智能体过多",
  duplicate_delegation: "它把自己的任务原样交给了别人",
  tools: "它使用了没有权限使用的东西",
  budget: "预算不足",
  plan: "计划有错误",
  approval: "计划没有得到批准",
  ended: "工作已经结束",
};

const meant = (near: string | null): string => (near === null ? "" : `你是指 @${near} 吗？`);
const listed = ({ ids, more }: { ids: readonly string[]; more: number }): string =>
  `${ids.map((id) => `@${id}`).join("、")}${more === 0 ? "" : ` 等另外 ${more} 个`}`;

/** What TinyAGI says in replies, in Chinese. */
export const replies: ReplyWords = {
  brackets: ["（", "。）"],
  failed: (attempts, reason) => `尝试 ${attempts} 次后失败：${reason}`,
  cancelled: (reason) => `已被取消：${reason}`,
  noReason: "没有记录原因",
  retry: (message, place) =>
    place === "chat"
      ? `（重试：/retry ${message}，查看原因：/why ${message}）`
      : `（重试：\`tinyagi queue retry ${message}\`）`,
  retryWith: (command) => `重试：${command}`,
  noted: (note) => `TinyAGI 提示：${note}`,
  waitsForTurn: "正在排队",
  cannotStart: "TinyAGI 目前无法启动智能体。它会不断重试，随后给出回答",
  paused: ({ provider, place }, until, said) =>
    `${place === undefined ? "" : `工作机 ${place} 上的`}提供商 ${provider} 暂停至 ${until}（${said}）`,
  retried: (reason, at) => `${reason}；TinyAGI ${at === undefined ? "很快" : `将于 ${at} `}重试`,
  keepsTrying: (text, until, stop) => `${text}，并自动重试直到 ${until}。${stop}`,
  stop: (message, place, mayTryNow) =>
    place === "terminal"
      ? `停止等待：\`tinyagi queue cancel ${message}\``
      : `${mayTryNow ? `立即重试：/retry ${message}。` : ""}停止等待：/cancel ${message}`,
  notYet: "尚未回答：",
  noText: "没有给出文字",
  wholeAnswer: (conversation) => `完整回答见对话 ${conversation}。`,
  conversationCancelled: "对话已被取消。",
  sameReason: (agent) => `因与 @${agent} 相同的原因停止`,
  deleted: (agent, reason) => `@${agent} 失败了，它的消息已被删除：${reason}`,
  notes: {
    "chain.stopped": ({ step, steps, agent }) =>
      `链在第 ${step} 步（共 ${steps} 步，@${agent}）停止，其后的步骤没有运行。`,
    "chain.limit": ({ limit, most, done, steps, agent }) =>
      `被 ${limit} 停止：链在第 ${done} 步（共 ${steps} 步）之后结束，因为对话达到了${limit === "LIMIT_DURATION" ? "时间上限" : ` ${most} 条消息的上限`}。@${agent} 没有得到它的步骤。`,
    "summary.limit": ({ limit, most, agent }) =>
      `被 ${limit} 停止：没有请 @${agent} 总结，因为${limit === "LIMIT_MESSAGES" ? `对话已有 ${most} 条消息` : "对话超过了时间上限"}。`,
    "handoff.limit": ({ limit, most, by, agents }, age) => {
      const to = agents.length === 0 ? "" : `给 ${agents.map((id) => `@${id}`).join("、")} `;
      const why =
        limit === "LIMIT_PAIR_REPEATS"
          ? `@${by} 在此对话中已转交给对方 ${most} 次`
          : LIMITS[limit](most, age);
      return `被 ${limit} 停止：@${by} ${to}的转交没有进行，因为${why}。`;
    },
    "post.limit": ({ limit, most, by, room, agents, more }, age) => {
      const names = `${agents.map((id) => `@${id}`).join("、")}${more === 0 ? "" : ` 等另外 ${more} 个`}`;
      const why = limit === "LIMIT_PAIR_REPEATS" ? ` ${most} 次` : LIMITS[limit](most, age);
      return `被 ${limit} 停止：@${by} 在 #${room} 的发言已保存，但没有送达 ${names}，因为${why}。`;
    },
    "posts.limit": ({ most, by, written }) =>
      `被 LIMIT_FAN_OUT 停止：@${by} 在一次回答中写了 ${written} 条聊天室发言，只发布了前 ${most} 条。`,
    mentioned: ({ agents, by }) =>
      `_（@${by} 提到了 ${agents.map((id) => `@${id}`).join("、")}，但没有转交。）_`,
    "recipient.unknown": ({ names, agents, teams }) => {
      const missing = names.map(({ name, near }) => `没有 @${name}。${meant(near)}`).join("");
      return `${missing}智能体：${listed(agents)}。${teams.ids.length === 0 ? "" : `团队：${listed(teams)}。`}`;
    },
    "handoff.unknown": ({ by, name, near }) => `@${by} 写给了 @${name}，但它不存在。${meant(near)}`,
    "handoff.refused": ({ by, agent, why }) =>
      why === "self"
        ? `@${by} 写给了自己，因此没有开始任何工作。`
        : `@${by} 写给了 @${agent}，但它没有收到，因为两者没有共同的团队。`,
    "default.lost": ({ lost, agent }) =>
      `你的默认智能体 @${lost} 已不存在，因此这条消息发给了 @${agent}。要选择另一个，请单独发送它的名字。`,
    "agent.closed": ({ agent, role, why }) => {
      if (why === "revoked" || role === null)
        return `@${agent} 没有得到这项工作，因为提出请求的人已不再获得批准。`;
      return why === "unnamed"
        ? `@${agent} 不对角色为 ${role} 的人开放。请询问所有者。`
        : `@${agent} 不受限制地运行（bypass），因此不对角色为 ${role} 的人开放。请询问所有者。`;
    },
    "plan.refused": ({ agent, refusal }) => `@${agent} 的子智能体计划没有运行：${PLAN_REFUSALS[refusal]}。`,
    "plans.limit": ({ agent, most, over }) =>
      `@${agent} 的计划只运行了前 ${most} 个，另外 ${over} 个没有运行。`,
    "files.denied": ({ files, whys }) =>
      `${files} 个文件没有附上：${whys.map(({ refusal, max = 0 }) => FILES[refusal](max)).join("；")}`,
    "tags.limit": ({ most }) => `只读取了此回答的前 ${most} 个标签，其余的是普通文本。`,
    "tools.denied": ({ tools }) => `该智能体的权限不允许：${tools.join("、")}`,
    "background.ended": ({ processes, programs }) =>
      `后台工作随这次运行结束，不会再汇报：${processes} 个进程，${programs.join("、")}`,
    "session.rebuilt": () => "先前的会话已丢失；此回答开始了新的会话。",
    "prompt.left_out": ({ said, refusal }) =>
      `该智能体没有使用它的提示文件：${refusal === undefined ? said : FILES[refusal](0)}。`,
    "recording.unheard": ({ name, reason }) =>
      reason === "unset"
        ? "你的录音没有转写，因为未设置转写。设置：`tinyagi config set speech.transcription.provider openai`"
        : `${name ?? "一段录音"}没有转写：${UNHEARD[reason]}。`,
  },
};
