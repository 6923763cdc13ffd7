/** Why a message was cancelled, died of crashes, or waits for a window of its provider: the end of a sentence, without a full stop. */
import type { CancelFact, WindowFact } from "@tinyagi/contracts";

export interface EndWords {
  readonly cancelled: Readonly<Record<CancelFact["code"], (about: string) => string>>;
  crashed(times: number): string;
  /** @param until drawn for the reader */
  window(fact: WindowFact, until: string): string;
}

/** English. */
export const endsEn: EndWords = {
  cancelled: {
    operator: () => "stopped by the operator",
    stop: () => "stopped with /stop",
    cancel: () => "stopped with /cancel",
    steered: (by) => `cancelled by ${by}`,
    asker_ended: () => "the agent that asked for it has ended",
    plan: () => "its plan could not be run",
    graph: (said) => said,
    not_open: (said) => said,
  },
  crashed: (times) => `The daemon stopped unexpectedly ${times} times while this message was processed`,
  window: ({ provider, login, period, used, max }, until) =>
    `background work waits until ${until}: ${used}% of the window ${period} of ${login === undefined ? provider : `the login ${login} of ${provider}`} are used, and execution.background_quota_max is ${max}`,
};

/** Chinese. */
export const endsZh: EndWords = {
  cancelled: {
    operator: () => "被操作者停止",
    stop: () => "被 /stop 停止",
    cancel: () => "被 /cancel 停止",
    steered: (by) => `被 ${by} 取消`,
    asker_ended: () => "请求它的智能体已结束",
    plan: () => "它的计划无法运行",
    graph: (said) => `它的子智能体图结束了它（${said}）`,
    not_open: (said) => `发送者无权使用这个智能体（${said}）`,
  },
  crashed: (times) => `处理这条消息时，守护进程意外停止了 ${times} 次`,
  window: ({ provider, login, period, used, max }, until) =>
    `后台工作等到 ${until}：${login === undefined ? provider : `${provider} 的登录 ${login}`} 的窗口 ${period} 已用 ${used}%，而 execution.background_quota_max 为 ${max}`,
};

/** Who or what cancelled a message. */
export function cancelText({ code, by, said }: CancelFact, words: EndWords = endsEn): string {
  return words.cancelled[code](by ?? said ?? "");
}
