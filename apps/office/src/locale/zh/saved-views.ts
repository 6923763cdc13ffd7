/** 已保存的视图。 */
import type { Words } from "../en/en";

export const savedViews: Words["savedViews"] = {
  label: "已保存的视图",
  group: "已保存的视图",
  quoted: (text) => `“${text}”`,
  suggested: (parts) => parts.filter((part) => part !== "").join(" · "),
  save: "保存视图",
  acts: (name) => `视图“${name}”的更多操作`,
  rename: "重命名",
  openWith: "打开此页面时使用它",
  openPlain: "打开此页面时不使用它",
  opensWith: "打开此页面时使用此视图",
  delete: "删除视图",
  deleted: (name) => `已删除视图“${name}”`,
  saveTitle: "保存此视图",
  renameTitle: "重命名此视图",
  name: "名称",
  noName: "请给视图起个名称。",
  saveVerb: "保存",
  renameVerb: "重命名",
  replace: "替换",
  isTaken: (name) => `视图“${name}”将被替换。`,
  kept: "它保存在此浏览器中。页面地址会向其他人显示同样的视图。",
};
