import type { PushProblem } from "@tinyagi/contracts";
import type { Words } from "../en/en";

const PROBLEMS: Readonly<Record<PushProblem["code"], (status: number | null) => string>> = {
  unreachable: () => "上一条通知未能送达此浏览器的推送服务。",
  refused: (status) => `此浏览器的推送服务拒绝了上一条通知（${status ?? "无状态"}）。`,
  not_public: () => "推送服务的地址属于私有网络，因此不会向其发送任何内容。",
};

export const push: Words["push"] = {
  text: "有审批、提问和失败时，以及没有打开页面而收到回答时，TinyAGI 会通知你。通知由浏览器的推送服务送达，推送服务无法读取其内容。",
  thisBrowser: "此浏览器",
  ability: {
    able: "TinyOffice 关闭时，它不会收到通知。",
    blocked: "你已阻止此页面的通知。请在浏览器的设置中允许通知。",
    insecure: "浏览器只在 HTTPS 下或守护进程所在的机器上接收通知。要在别处使用：tinyagi expose。",
    install:
      "在 iPhone 和 iPad 上，只有已安装的应用才能收到通知。请打开分享菜单，选择“添加到主屏幕”，再从主屏幕打开 TinyOffice。",
    none: "页面关闭时，此浏览器无法接收通知。",
  },
  turnOn: "通知此浏览器",
  notPermitted: "浏览器没有允许通知。",
  devices: "会收到通知的浏览器",
  here: "此浏览器",
  neverSent: "尚未发送",
  sent: "上次通知",
  problem: ({ code, status }) => PROBLEMS[code](status),
  test: "测试",
  testNamed: (name) => `向 ${name} 发送测试通知`,
  remove: "移除",
  removeNamed: (name) => `不再通知 ${name}`,
  privacy:
    "默认情况下，锁定的屏幕只显示谁需要哪一种决定。要显示具体内容或设置免打扰时段，请在表单的“通知”中更改。",
  install: "安装 TinyOffice",
  installText: "安装后它有自己的窗口和图标。",
  installVerb: "安装",
  notice: {
    kinds: {
      permission: "{agent} 需要审批",
      question: "{agent} 有一个问题",
      plan: "{agent} 请求更多智能体",
      budget: "{agent} 已达到预算",
      failure: "发给 {agent} 的消息失败了",
      answer: "你的消息已得到回答",
      many: "有 {count} 件事需要你",
      test: "通知可以正常使用",
    },
    approve: "批准",
    deny: "拒绝",
    notSent: "你的决定没有发送。请打开 TinyOffice 做出决定。",
  },
};
