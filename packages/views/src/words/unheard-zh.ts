import type { UnheardReason } from "@tinyagi/contracts";

/** 录音没有转写的原因。 */
export const UNHEARD: Readonly<Record<UnheardReason, string>> = {
  unset: "未设置转写",
  unusable: "转写设置无法使用",
  login: "转写服务拒绝了密钥",
  refused: "转写服务不接受该录音",
  down: "转写服务没有响应",
  unknown: "转写被中断，不会重复付费",
  too_long: "超过设置的时长上限",
  too_large: "超过 25 MB",
  too_many: "消息中的录音过多",
  no_sandbox: "转写程序需要 bubblewrap，本机没有",
  failed: "转写程序失败",
  empty: "没有识别到语音",
};
