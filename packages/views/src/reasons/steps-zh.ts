import type { StepWords } from "@tinyagi/contracts";

/** What a person can do about each failure, in Chinese: the commands of the English table. */
export const stepsZh: StepWords = {
  causes: {
    login: ({ storeKey, login }) => {
      if (storeKey === undefined) return "检查智能体的提供商的登录：`tinyagi doctor`";
      return login === undefined
        ? `保存密钥：\`${storeKey}\``
        : `重新登录：\`${login}\`，或保存密钥：\`${storeKey}\``;
    },
    quota: "为该提供商的账户充值，或换用其他提供商：`tinyagi provider`",
    program: ({ install }) =>
      install === undefined
        ? "检查其程序是否已安装：`tinyagi doctor`"
        : `如果它不是正在更新，请安装它：\`${install}\``,
    container: "查看智能体的容器缺少什么：`tinyagi container status`",
    model_missing: "检查智能体的模型（`tinyagi model`）及其程序（`tinyagi doctor`）",
    turn_limit: "一次只要求较小的一部分工作",
    refused: "修改消息，或检查智能体的模型和设置",
    captive_portal: "登录本机所在的网络，或改正提供商的地址：`tinyagi doctor network`",
    certificate:
      "将 `NODE_EXTRA_CA_CERTS` 设为含有你网络证书的文件，然后 `tinyagi restart`；查看能连接到什么：`tinyagi doctor network`",
    outage: null,
    limit: null,
    context_full: null,
    stalled: null,
    empty: null,
    unknown: null,
    interrupted: null,
    cancelled: null,
    budget: null,
  },
  classes: {
    auth: "用 `tinyagi doctor` 检查智能体的提供商的密钥或登录",
    not_found: "用 `tinyagi doctor` 检查智能体的模型，以及其程序是否已安装",
    context_too_long: "用 `tinyagi reset <agent>` 开始新会话",
    rate_limited: "等到提供商的限额解除",
    transient: null,
    invalid: null,
    interrupted: null,
    cancelled: null,
    budget: null,
  },
};
