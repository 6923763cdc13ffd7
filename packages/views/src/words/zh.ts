import { events } from "./events-zh.js";
import { runs } from "./runs-zh.js";
import type { ViewWords } from "./words.js";

/** Chinese. */
export const zh: ViewWords = {
  tag: "zh-CN",
  time: {
    now: "刚刚",
    seconds: (count) => `${count} 秒`,
    minutes: (count) => `${count} 分钟`,
    hours: (count) => `${count} 小时`,
    days: (count) => `${count} 天`,
    join: (large, small) => `${large} ${small}`,
    ago: (span) => `${span}前`,
  },
  runs,
  events,
  figures: {
    tokens: (count) => `${count} Token`,
    runs: (count) => `${count} 次运行`,
    minutes: (count) => `${count} 分钟`,
    of: (used, limit) => `${used} / ${limit}`,
    and: (amounts) => amounts.join("和"),
    noCost: (silent, all) => (silent === all ? "未报告费用" : `${all} 次运行中有 ${silent} 次未报告费用`),
  },
};
