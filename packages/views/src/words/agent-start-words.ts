/** How a run came to its agent program, in words that follow "program: ". */
import type { AgentStart } from "@tinyagi/contracts";

/** A text for each way to come to a program. */
export type AgentStartWords = Readonly<Record<AgentStart, string>>;

/** In English. */
export const agentStartEn: AgentStartWords = {
  reused: "it was open",
  ahead: "it had been opened ahead",
  first: "started, because none was open",
  program_changed: "started again, because the program was updated",
  login_changed: "started again, because its login changed",
  settings_changed: "started again, because settings changed",
  prompt_changed: "started again, because its instructions changed",
  files_changed: "started again, because a file that it reads at its start changed",
  session_changed: "started again, because the session is another one",
  expired: "started again, because the open one had waited too long",
  closed: "started again, because somebody closed the open one",
  too_many: "started again, because too many were open",
  memory: "started again, because those that were open used too much memory",
  crashed: "started again, because the open one had ended",
  failed: "started again, because its last run failed",
  stopped: "started again, because a limit ended it with its last run",
  no_answer: "started again, because the open one did not answer",
  busy: "started for this run alone, because the open one was at work",
  single: "started for this run alone, as for each sub-agent",
  off: "started for this run alone, as the settings say",
  unsupported: "started for this run alone, because it cannot stay open",
  not_opened: "started for this run alone, because it did not answer when it was to stay open",
};

/** In Chinese. */
export const agentStartZh: AgentStartWords = {
  reused: "已打开，直接使用",
  ahead: "已预先打开，直接使用",
  first: "已启动，因为没有打开的程序",
  program_changed: "已重新启动，因为程序已更新",
  login_changed: "已重新启动，因为登录已更改",
  settings_changed: "已重新启动，因为设置已更改",
  prompt_changed: "已重新启动，因为指令已更改",
  files_changed: "已重新启动，因为它启动时读取的文件已更改",
  session_changed: "已重新启动，因为会话已更换",
  expired: "已重新启动，因为打开的程序等待过久",
  closed: "已重新启动，因为有人关闭了打开的程序",
  too_many: "已重新启动，因为打开的程序过多",
  memory: "已重新启动，因为打开的程序占用内存过多",
  crashed: "已重新启动，因为打开的程序已结束",
  failed: "已重新启动，因为它的上一次运行失败",
  stopped: "已重新启动，因为限制结束了它的上一次运行和程序",
  no_answer: "已重新启动，因为打开的程序没有响应",
  busy: "仅为本次运行启动，因为打开的程序正在工作",
  single: "仅为本次运行启动，每个子智能体都是如此",
  off: "按设置仅为本次运行启动",
  unsupported: "仅为本次运行启动，因为它不能保持打开",
  not_opened: "仅为本次运行启动，因为要它保持打开时它没有响应",
};
