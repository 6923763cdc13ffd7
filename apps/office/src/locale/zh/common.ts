import type { Words } from "../en/en";

export const common: Words["common"] = {
  states: {
    running: "运行中",
    waiting: "等待中",
    done: "已完成",
    failed: "失败",
    held: "已暂停",
    idle: "空闲",
    asleep: "休眠",
  },
  time: {
    now: "刚刚",
    seconds: (count) => `${count} 秒`,
    minutes: (count) => `${count} 分钟`,
    hours: (count) => `${count} 小时`,
    days: (count) => `${count} 天`,
    join: (large, small) => `${large} ${small}`,
    ago: (span) => `${span}前`,
  },
  errors: {
    away: "TinyAGI 没有响应。请用此命令启动:tinyagi start",
    unknown: "出错了,请重试。",
    cannotShow: (region) => `无法显示“${region}”。`,
  },
  newRows: (count) => `${count} 条新内容`,
  you: "你",
  tryAgain: "重试",
  undo: "撤销",
  close: "关闭",
  closeKey: "关闭 (Esc)",
  actions: "操作",
  details: (name) => `${name}:详情`,
  paneWidth: "此面板的宽度",
  filterOf: (label, choice) => `${label}:${choice}`,
  terminal: {
    title: "在终端中",
    copy: "复制",
    copied: "已复制",
    cannotCopy: "浏览器不允许此页面复制。请改为选中文本。",
  },
  markdown: { image: "图片", done: "已完成", copyCode: "复制代码" },
};
