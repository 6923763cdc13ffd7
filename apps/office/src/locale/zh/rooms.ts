import type { Words } from "../en/en";

const many = (posts: number): string => (posts >= 1_000 ? "1,000 条或更多" : `${posts} 条`);

export const rooms: Words["rooms"] = {
  title: "聊天室",
  regions: { list: "聊天室列表", room: "此聊天室" },
  all: "全部聊天室",
  newRoom: "新聊天室：添加团队",
  none: {
    title: "还没有聊天室",
    text: "每个团队都有一个聊天室。你或智能体在其中发的消息会送达全体成员。请先添加团队。",
    add: "添加团队",
  },
  gone: {
    title: (id) => `没有聊天室 #${id}`,
    text: "它的团队已被移除，或者链接有误。",
  },
  room: (id) => `聊天室 ${id}`,
  who: (agents) => `你和 ${agents} 个智能体。`,
  unread: (posts) => `${many(posts)}新消息`,
  whoAndUnread: (who, unread) => `${who}${unread}。`,
  unreadMark: (posts) => (posts >= 1_000 ? "条或更多新消息" : "条新消息"),
  unreadSince: (unread, time) => `${time} 以来${unread}`,
  newPosts: "新消息",
  firstUnread: "第一条未读",
  markRead: "标为已读",
  notMarked: (why) => `未能将聊天室标为已读。${why}`,
  nothing: {
    title: "还没有消息",
    text: "你在这里发的消息会送达每位成员。智能体有事需要让大家知道时，也会在这里发消息。",
  },
  says: (name, text) => `${name}：${text}`,
  you: "你",
  messages: "消息",
  copyLink: "复制此消息的链接",
  missing: "链接指向的消息不在此聊天室中，可能已被移除。",
  share: { markdown: (posts) => `将 ${posts} 条消息复制为 Markdown` },
  composer: {
    label: (id) => `在 #${id} 中发消息`,
    post: "发送",
    hint: (members) => `全部 ${members} 位成员都会收到。用 @ 指定一位。`,
  },
  work: {
    queued: "排队中",
    toCome: (messages) => `还有 ${messages} 条待处理`,
    answers: (answers) => `查看 ${answers} 个回答`,
  },
  members: {
    label: "成员",
    in: (id) => `#${id} 的成员`,
    title: "成员",
    working: "工作中",
    needSomeone: "需要协助",
    away: "不在",
    group: (name, members) => `${name}，${members}`,
  },
};
