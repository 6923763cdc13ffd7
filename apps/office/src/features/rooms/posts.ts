/** The posts of a room as rows: days, the line above what is unread, posts of one author close together. Pure. */
import type { RouteOutput } from "@tinyagi/contracts";
import { visible } from "../../lib/format/text";
import type { Agents } from "../../lib/queries";
import { startOfDay } from "../../lib/start-of-day";
import { words } from "../../locale/words";
import type { Turn } from "../chat/turns";

export type Room = RouteOutput<"listRooms">[number];
export type Post = RouteOutput<"chatroom">[number];

/** Posts of one author within this time have one head. */
const CLOSE_MS = 5 * 60_000;

export type RoomRow =
  | { kind: "day"; key: string; time: number }
  | { kind: "unread"; key: string }
  | { kind: "post"; key: string; post: Post; isFirst: boolean };

/** Each post once, oldest first. */
export function mergePosts(pages: readonly (readonly Post[])[], newest: readonly Post[]): Post[] {
  const all = new Map([...pages.flat(), ...newest].map((post) => [post.id, post]));
  return [...all.values()].sort((a, b) => a.id - b.id);
}

/** Whether posts are missing between what was read earlier and the newest page. */
export function hasGap(pages: readonly (readonly Post[])[], newest: readonly Post[], page: number): boolean {
  const known = pages[0]?.[0]?.id;
  const oldest = newest.at(-1)?.id;
  return newest.length === page && known !== undefined && oldest !== undefined && oldest > known;
}

/**
 * A line at the beginning stays away while older posts may follow above it: it would move up with each page, and with it
 * what the reader looks at.
 * @param readId what had been read when the room was opened; undefined for a room without unread posts
 */
export function toRows(posts: readonly Post[], readId: number | undefined, hasOlder: boolean): RoomRow[] {
  const rows: RoomRow[] = [];
  let last: Post | undefined;
  let isMarked = readId === undefined || (hasOlder && (posts[0]?.id ?? 0) > readId);
  for (const post of posts) {
    const isNewDay = last === undefined || startOfDay(last.created_at) !== startOfDay(post.created_at);
    if (isNewDay && (last !== undefined || !hasOlder))
      rows.push({ kind: "day", key: `day-${post.id}`, time: post.created_at });
    const isUnread = !isMarked && post.id > (readId ?? 0) && post.from_agent !== "user";
    if (isUnread) rows.push({ kind: "unread", key: "unread" });
    isMarked ||= isUnread;
    const follows =
      last?.from_agent === post.from_agent && post.created_at - last.created_at < CLOSE_MS && !isUnread;
    rows.push({ kind: "post", key: String(post.id), post, isFirst: isNewDay || !follows });
    last = post;
  }
  return rows;
}

/** The address of a room, or of one post in it. */
export function roomLink(team: string, postId?: number): string {
  const post = postId === undefined ? "" : `&post=${postId}`;
  return `/rooms?room=${encodeURIComponent(team)}${post}`;
}

/** Who wrote a post. */
export function authorName(from: string, names: Agents): string {
  return from === "user"
    ? words.rooms.you
    : from === "system"
      ? "TinyAGI"
      : visible(names[from]?.name ?? from);
}

/** Posts as Markdown, to paste elsewhere. */
export function markdownOfPosts(team: string, posts: readonly Post[], names: Agents): string {
  const parts = posts.map(
    ({ from_agent: from, created_at: at, message }) =>
      `**${authorName(from, names)}** (${new Date(at).toISOString()})\n\n${visible(message)}`,
  );
  return `${[`# #${team}`, ...parts].join("\n\n")}\n`;
}

/** What the agents answered to a post: sub-agents answer another agent, and a run that goes on has not answered yet. */
export function toAnswers(turns: readonly Turn[]): Turn[] {
  return turns.filter(
    ({ node, state, text, error }) =>
      node === undefined &&
      state !== "running" &&
      state !== "waiting" &&
      (text.trim() !== "" || error !== undefined),
  );
}

/** What is unread in a room at one moment. */
export interface Unread {
  readId: number;
  count: number;
  since: number;
}

export function toUnread({ readId, unread, firstUnread }: Room): Unread | undefined {
  return firstUnread === null ? undefined : { readId, count: unread, since: firstUnread.createdAt };
}

/** The sentence under the name of a room. */
export function roomSentence({ agents, unread }: Room): string {
  const said = words.rooms;
  const who = said.who(agents.length);
  return unread === 0 ? who : said.whoAndUnread(who, said.unread(unread));
}
