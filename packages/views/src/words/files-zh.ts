import type { FileRefusal } from "@tinyagi/contracts";

/** 文件没有被接受的原因。 */
export const FILES: Readonly<Record<FileRefusal, (max: number) => string>> = {
  path: () => "路径无效",
  missing: () => "没有这个文件",
  outside: () => "它在允许的文件夹之外",
  not_there: () => "允许的文件夹中没有这个文件",
  special: () => "它不是普通文件",
  changed: () => "它在打开时被改动了",
  hard_link: () => "它有多个名字（硬链接）",
  link: () => "它是链接",
  link_out: () => "它是指向别处的链接",
  permission: () => "没有权限",
  not_opened: () => "它无法打开",
  not_read: () => "它无法读取",
  too_large: (max) => `它大于 ${max} 字节`,
  too_many: (max) => `一次回答最多有 ${max} 个文件`,
  offline: () => "无法连接这个智能体所在的机器",
  name: () => "它的名字不能用在备份中",
  kind: () => "它不是文件、文件夹或链接",
  deleted: () => "复制文件时，这个智能体被删除了",
  folder: () => "复制文件时，它的文件夹被拒绝了",
  replaced: () => "它在读取时被替换了",
  over_backup: () => "它超过一个备份允许的大小",
  over_list: () => "它的机器列出的文件多于一个备份可以包含的数量",
};
