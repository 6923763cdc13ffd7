/** Rooms: the list of rooms, the posts of one, its members. */
import { counted } from "@tinyagi/views";

const many = (posts: number): string => `${posts >= 1_000 ? "1,000 or more" : posts}`;

export const rooms = {
  title: "Rooms",
  regions: { list: "The list of rooms", room: "This room" },
  all: "All rooms",
  newRoom: "New room: add a team",
  none: {
    title: "No room yet",
    text: "Every team has a room. What you or an agent post there reaches all its members. Add a team first.",
    add: "Add a team",
  },
  gone: {
    title: (id: string) => `There is no room #${id}`,
    text: "Its team was removed, or the link is wrong.",
  },
  room: (id: string) => `Room ${id}`,
  who: (agents: number) => `You and ${counted(agents, "agent")}.`,
  /** The daemon counts up to a thousand. */
  unread: (posts: number) => `${many(posts)} new`,
  whoAndUnread: (who: string, unread: string) => `${who} ${unread}.`,
  /** After the number. */
  unreadMark: (posts: number): string => (posts >= 1_000 ? "or more new" : "new"),
  unreadSince: (unread: string, time: string) => `${unread} since ${time}`,
  newPosts: "New posts",
  firstUnread: "First unread",
  markRead: "Mark read",
  notMarked: (why: string) => `The room was not marked as read. ${why}`,
  nothing: {
    title: "No posts yet",
    text: "Every member receives what you post here. Agents also post what everyone should know.",
  },
  says: (name: string, text: string) => `${name}: ${text}`,
  you: "You",
  messages: "Messages",
  copyLink: "Copy link to this post",
  missing: "The post of this link is not in the room. It may have been removed.",
  share: {
    markdown: (posts: number) => (posts === 1 ? "Copy post as Markdown" : `Copy ${posts} posts as Markdown`),
  },
  composer: {
    label: (id: string) => `Message to #${id}`,
    post: "Post",
    hint: (members: number) => `All ${members} members receive it. Mention one with @.`,
  },
  work: {
    queued: "In the queue",
    toCome: (messages: number) => `${messages} waiting`,
    answers: (answers: number) => `Read ${counted(answers, "answer")}`,
  },
  members: {
    label: "Members",
    in: (id: string) => `In #${id}`,
    title: "In the room",
    working: "Working",
    needSomeone: "Need someone",
    away: "Away",
    group: (name: string, members: number) => `${name}, ${members}`,
  },
};
