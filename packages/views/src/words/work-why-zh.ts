import { cancelText, endsZh } from "../reasons/end-words.js";
import { joinGroup } from "./join-group.js";
import type { WhyWords, WorkPhrases } from "./why-words.js";
import { WORKTREES } from "./worktrees-zh.js";

const colon = (said: string | null): string => (said === null || said === "" ? "" : `：${said}`);

/** 子智能体、智能体主机、比较，以及对提供方的测试。 */
export const workPhrases: WorkPhrases = {
  "node.guard": () => "它的条件不成立",
  "node.dependency": () => "它等待的工作没有完成",
  "node.dependency_skipped": () => "它等待的工作没有开始",
  "node.not_needed": () => "已经没有谁需要它",
  "node.budget": () => "预算已用完",
  "node.paused": () => "运行被暂停",
  "node.run_cancelled": () => "运行被取消",
  "node.parent_failed": () => "请求它的智能体失败了",
  "node.parent_ended": () => "请求它的智能体已经结束",
  "node.ended": () => "它已经结束",
  "node.enough": () => "同级中已有足够多的完成",
  "node.too_few": () => "同级中未完成的太多",
  "node.asker_ended": () => "请求它的智能体已经结束",
  "node.message_gone": () => "它的消息已被删除",
  "node.parent_gone": () => "请求它的智能体已被删除",
  "node.cancelled": ({ said, by }) => (by === undefined ? said : cancelText(by, endsZh)),
  "node.error": ({ said }) => said,
  "host.unstartable": ({ said }) => `它无法启动：${said}`,
  "host.exited": ({ exit, said }) => `它以退出码 ${exit} 结束${colon(said)}`,
  "host.killed": ({ signal, said }) => `它被 ${signal} 结束${colon(said)}`,
  "host.silent": ({ seconds }) => `它 ${seconds} 秒没有应答`,
  "host.protocol": ({ said }) => `它不遵守协议：${said}`,
  "host.other_release": ({ version, host, daemon }) =>
    `智能体主机（版本 ${version}）使用协议 ${host}，而这个守护进程需要协议 ${daemon}`,
  "diff.no_repository": () => "工作区不在 git 仓库中，因此没有记录其中的改动。",
  "diff.same": () => "与上一次提交没有区别。",
  "diff.refused": ({ refusal }) => `工作区无法与上一次提交比较：${WORKTREES[refusal]}。`,
  "test.unusable": ({ said }) => said ?? "这个提供方无法使用",
  "test.configured": ({ harness, model, mayDefault }) =>
    `${harness}，${model ?? (mayDefault ? "提供方的默认模型" : "没有模型")}`,
  "test.endpoint": ({ origin, format }) => `${origin}（${format}）`,
  "test.no_program": ({ program }) => `守护进程的 PATH 中没有 ${program}`,
  "test.program": ({ file }) => file,
  "test.version": ({ version }) => version ?? "版本未知",
  "test.silent": ({ seconds }) => `它在 ${seconds} 秒内没有应答`,
  "test.broken": ({ file }) => `${file} 无法运行`,
  "test.key": ({ from, variable = "", harness }) =>
    ({
      unneeded: "不需要",
      settings: "来自设置",
      environment: `来自守护进程的环境变量（${variable}）`,
      login: `这里没有；${harness} 使用它自己的登录`,
      nowhere: "没有",
    })[from],
  "test.answered": ({ chars }) => `模型回答了 ${chars} 个字符`,
  "test.unanswered": ({ seconds }) => `${seconds} 秒内没有回答`,
  "test.failed": ({ said }) => said ?? "运行失败",
};

/** 运行的进程如何保持在一起。 */
export const containment: WhyWords["containment"] = {
  means: {
    cgroup: "每个智能体进程在自己的控制组中运行。组内的一切随该进程结束。",
    marks:
      "TinyAGI 通过进程组和环境中的标记找到一次运行的进程。离开进程组并去掉标记的进程会比它的运行活得更久。",
    groups: "TinyAGI 结束一次运行的进程组。离开进程组的进程会比它的运行活得更久。",
  },
  helps: {
    system: () => null,
    mount: (mount) => `挂载 cgroup v2，然后重启：sudo mount -t cgroup2 none ${mount}`,
    container: () => "让容器中的 /sys/fs/cgroup 可写（Podman：--security-opt unmask=/sys/fs/cgroup）",
    permission: (mount) => `在自己的控制组中重启：${joinGroup(mount)}`,
    systemd: () =>
      "在 systemd scope 中重启：systemd-run --user --scope -p Delegate=yes tinyagi restart（要在退出登录后继续运行：loginctl enable-linger）",
  },
};
