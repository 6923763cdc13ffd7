import { type Advice, type ApprovalKind, HERE, type HeldDecision, type PlaceWait } from "@tinyagi/contracts";
import { cancelText, endsZh } from "./end-words.js";
import { asSentence } from "./sentence.js";
import { toStep } from "./step-of.js";
import { stepsZh } from "./steps-zh.js";
import type { ReasonWords } from "./words.js";

const ASKS: Readonly<Record<ApprovalKind, string>> = {
  question: "有人回答",
  permission: "有人允许它使用工具",
  spawn: "有人批准它的子智能体计划",
  budget: "有人就预算作出决定",
};

const DECIDED: Readonly<Record<HeldDecision["status"], string>> = {
  approved: "已批准",
  denied: "已拒绝",
  answered: "已回答",
};

const AWAY: Readonly<Record<PlaceWait["because"], string>> = {
  away: "但无法连接到它",
  full: "但它的名额都已占用",
  draining: "但它不再接收新的运行",
  moving: "",
};

const PLACE_STEPS: Readonly<Record<PlaceWait["because"], (place: string) => string>> = {
  away: () => "在那台机器上启动工作机：`tinyagi worker start`。之后消息会自动开始。",
  full: () => "那里有运行结束后它就开始。",
  draining: (place) =>
    `让这台工作机重新接收运行：\`tinyagi worker drain ${place} --off\`。或为智能体换一个位置。`,
  moving: () => "文件到达后它就开始。查看迁移进度：`tinyagi agent move <agent>`。",
};

/** Chinese. */
export const reasonsZh: ReasonWords = {
  reasons: {
    works: ({ agent, since, attempt }, time) =>
      `@${agent} 从 ${time(since)} 起处理它（第 ${attempt} 次尝试）。`,
    "works.joined": ({ agent, since, message }, time) =>
      `它并入了消息 ${message} 的运行：@${agent} 从 ${time(since)} 起同时处理两者。`,
    "waits.turn": ({ message, more }) =>
      `它排在消息 ${message}${more === 0 ? "" : ` 和另外 ${more} 条消息`}之后。`,
    "waits.turn.works": ({ agent, since, message }, time) =>
      `@${agent} 一次处理一条消息，于 ${time(since)} 开始处理消息 ${message}。`,
    "waits.turn.retried": ({ message, at }, time) => `消息 ${message} 将于 ${time(at)} 重试。`,
    "waits.people": ({ minutes }) => `这是后台工作：人的消息优先，直到它等了 ${minutes} 分钟。`,
    "waits.pause": (hold, time) =>
      held(
        hold,
        `已被${hold.by === null ? "人" : ` ${hold.by} `}暂停${hold.at === null ? "" : `（${time(hold.at)}）`}`,
      ),
    "waits.approval": (hold, time) =>
      held(hold, `等待${ASKS[hold.asks]}（${hold.id}，截至 ${time(hold.until)}）`),
    "waits.decided": (hold, time) =>
      held(hold, `将于 ${time(hold.until)} 按 ${hold.by} 的决定继续（${hold.id}：${DECIDED[hold.status]}）`),
    "waits.sub_agents": (hold) => {
      const names = hold.names.length < hold.open ? [...hold.names, "…"] : hold.names;
      const which = names.length === 0 ? "" : `：${names.join("、")}`;
      return held(hold, `等待它的子智能体（${hold.open} 个未结束${which}）`);
    },
    "waits.held": (reason) => held(reason, `被搁置（${reason.hold}）`),
    "waits.provider": ({ provider, place, error, paused, until }, time) => {
      const why =
        paused === null
          ? `：${sentence(error)}`
          : `，该提供商暂停至 ${time(paused.until)}（${paused.said}）。`;
      return `它在等待${place === undefined ? "" : `工作机 ${place} 上的`}提供商 ${provider}${why}${until === null ? "" : `最晚等到 ${time(until)}。`}`;
    },
    "waits.more": ({ at }, time) =>
      `它于 ${time(at)} 开始：TinyAGI 稍等同一发送者的更多内容（channels.<channel>.debounceMs）。`,
    "waits.retry": ({ at, error }, time) => `它将于 ${time(at)} 重试，因为上次尝试失败：${cause(error)}`,
    "waits.cause": ({ error }) => `它在等待：${sentence(error)}`,
    "waits.window": ({ at, ...fact }, time) => `它在等待：${sentence(endsZh.window(fact, time(at)))}`,
    "waits.place": ({ agent, place, because }) =>
      because === "moving"
        ? `它在等待：@${agent} 正带着文件迁移到${place === HERE ? "本机" : `工作机 ${place}`}。`
        : `它在等待工作机 ${place}：@${agent} 在那台机器上工作，${AWAY[because]}。`,
    "waits.slot": ({ live, max }) =>
      `它在等待空闲名额：有 ${live} 个智能体在运行，同时最多可运行 ${max} 个（execution.maxLiveAgents）。`,
    "waits.start": () => "它已到时，接下来就开始。",
    failed: ({ attempts, error, crashes }) =>
      `它在 ${attempts} 次尝试后永久失败：${cause(crashes === undefined ? error : endsZh.crashed(crashes))}`,
    "cancelled.budget": (fact, _time, budget) => `它${budget(fact)}`,
    cancelled: ({ error, why }) =>
      `它已被取消：${cause(why === undefined ? error : cancelText(why, endsZh))}`,
    "answered.together": ({ agent, message }) => `@${agent} 已与消息 ${message} 一并回答。`,
    "answered.room": ({ agent }) => `@${agent} 已在聊天室中回答；没有其他投递。`,
    "answered.quiet": ({ agent }) => `@${agent} 已回答，没有可报告的内容，因此未投递。`,
    "answered.empty": ({ agent }) => `@${agent} 已回答，没有可投递的内容。`,
    "answered.others": ({ agent, others }) => `@${agent} 已回答；其回复还在等对话中的另外 ${others} 条消息。`,
    "answered.saved": ({ agent, channel, conversation }) =>
      `@${agent} 已回答；回复已保存；${channel} 没有投递。用 \`tinyagi conversation show ${conversation}\` 阅读。`,
    "answered.delivered": ({ agent, channel, at }, time) =>
      `@${agent} 已回答，${channel} 于 ${time(at)} 投递了回复。`,
    "answered.undelivered": ({ agent, channel, error }) =>
      `@${agent} 已回答，但 ${channel} 未能投递回复：${cause(error)}`,
    "answered.unfetched": ({ agent, channel, failed }) =>
      `@${agent} 已回答；回复在等渠道 ${channel} 取走。${failed === null ? "" : `已有 ${failed.attempts} 次失败。最近的错误：${sentence(failed.error)}`}`,
  },
  steps: stepsZh,
  ends: endsZh,
  sentence,
  advice: {
    resume: ({ target }) => `它会等到有人恢复它：\`tinyagi resume ${target}\`。`,
    decide: ({ id, asks }) =>
      `用 \`tinyagi approvals ${id}\` 查看所问的内容。${
        asks === "question"
          ? `然后回答：\`tinyagi answer ${id} "你的回答"\`。`
          : `然后决定：\`tinyagi approve ${id}\` 或 \`tinyagi deny ${id}\`。`
      }`,
    sub_agents: ({ runId }) => `它们结束后它会继续。用 \`tinyagi graph ${runId}\` 查看。`,
    held: () => "那件事结束后它会继续。",
    place: ({ place, because }) => PLACE_STEPS[because](place),
    provider: (advice) =>
      `${ended(toStep(advice, stepsZh))}TinyAGI 会自己再试；要立即尝试：\`tinyagi provider resume ${advice.provider}\`。`,
    retry: (advice) => `${ended(toStep(advice, stepsZh))}${describeRetry(advice)}`,
    read: ({ conversation }) => `用 \`tinyagi conversation show ${conversation}\` 阅读。`,
    check_channel: () => "检查渠道是否在运行：`tinyagi status`。",
  },
};

type Retry = Extract<Advice, { code: "retry" }>;

function describeRetry({ message, subAgent }: Retry): string {
  if (subAgent === null) return `用 \`tinyagi queue retry ${message}\` 重试。`;
  const { run, node, isOpen } = subAgent;
  const again = `用 \`tinyagi retry ${run ?? "<run>"} --from ${node ?? "<agent>"}\` 重试。`;
  return `${isOpen ? "待其子智能体图结束后，" : ""}${again}`;
}

function ended(step: string | undefined): string {
  return step === undefined ? "" : sentence(step);
}

function held({ of, more }: { of: number | null; more: number }, clause: string): string {
  const rest = more === 0 ? "" : `（此后还有 ${more} 个原因）`;
  return `${of === null ? "它" : `消息 ${of} `}${clause}${rest}。`;
}

function cause(error: string | null): string {
  return sentence(error ?? "没有记录原因");
}

function sentence(text: string): string {
  return asSentence(text, "。");
}
