/** One room, live: its posts, its members, and where you write. */
"use client";
import { useCallback, useRef, useState } from "react";
import { toWords } from "../../lib/api";
import { useAgents } from "../../lib/queries";
import { useMedia, WIDE } from "../../lib/use-media";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { Inspector } from "../../ui/inspector";
import { Link } from "../../ui/link";
import { Empty, Trouble } from "../../ui/region";
import { Composer } from "../chat/composer";
import { Members } from "./members";
import { PostList, type PostListHandle } from "./post-list";
import { type Post, type Room, roomSentence, toUnread } from "./posts";
import { useMarkRead, usePost, useRoomPosts } from "./queries";
import { RoomShare } from "./room-share";

export function RoomView({ room, rooms }: { room: Room; rooms: readonly Room[] }) {
  const { id, agents } = room;
  const draft = `room.${id}`;
  const posts = useRoomPosts(id);
  const send = usePost(id, draft);
  const mark = useMarkRead(id);
  const list = useRef<PostListHandle>(null);
  const isWide = useMedia(WIDE);
  const [isShowingMembers, showMembers] = useState(false);
  // The line stays where it was when the room was opened, while the mark moves on.
  const [opened, setOpened] = useState(() => toUnread(room));
  const { mutate } = mark;
  const onRead = useCallback((postId: number) => mutate(postId), [mutate]);
  const newest = posts.posts?.at(-1)?.id ?? 0;
  const [named] = useParam("post");
  const target = /^\d{1,15}$/.test(named) ? Number(named) : undefined;
  return (
    <div className="grid min-h-0 lg:grid-cols-[minmax(0,1fr)_264px]">
      <section
        aria-label={words.rooms.room(id)}
        className="flex min-h-0 min-w-0 flex-col border-n-3 max-lg:h-full lg:border-l"
      >
        <RoomHead
          room={room}
          posts={posts.posts ?? []}
          onFirstUnread={opened === undefined ? undefined : () => list.current?.toFirstUnread()}
          onMarkRead={() => {
            onRead(newest);
            setOpened(undefined);
          }}
          onMembers={isWide ? undefined : () => showMembers(true)}
        />
        {mark.error && (
          <p role="alert" className="bg-failed-soft px-4 py-2 text-13 text-n-9 md:px-8">
            {words.rooms.notMarked(toWords(mark.error))}
          </p>
        )}
        {posts.posts === undefined ? (
          <Waiting error={posts.error} retry={posts.retry} />
        ) : posts.posts.length === 0 ? (
          <NothingSaid />
        ) : (
          <PostList
            ref={list}
            room={room}
            posts={posts.posts}
            opened={opened}
            hasOlder={posts.hasOlder}
            next={posts.next}
            onOlder={posts.older}
            target={target}
            onRead={onRead}
          />
        )}
        <Composer
          draft={draft}
          label={words.rooms.composer.label(id)}
          verb={words.rooms.composer.post}
          hint={words.rooms.composer.hint(agents.length)}
          names={agents}
          rooms={rooms}
          takesFiles
          onSend={async (text): Promise<undefined> => {
            await send(text);
            list.current?.toEnd();
          }}
        />
      </section>
      {(isWide || isShowingMembers) && (
        <MembersPane room={room} isWide={isWide} onClose={() => showMembers(false)} />
      )}
    </div>
  );
}

interface HeadProps {
  room: Room;
  posts: readonly Post[];
  /** Undefined: nothing was unread when the room was opened. */
  onFirstUnread: (() => void) | undefined;
  onMarkRead: () => void;
  /** Undefined: the members are beside the posts. */
  onMembers: (() => void) | undefined;
}

function RoomHead({ room, posts, onFirstUnread, onMarkRead, onMembers }: HeadProps) {
  const { id, unread } = room;
  const names = useAgents().data ?? {};
  return (
    <header className="flex min-h-14 flex-none items-center gap-2 border-b max-md:flex-wrap border-n-4 px-2 md:min-h-[72px] md:px-8">
      <Link href="/rooms" aria-label={words.rooms.all} className={`${buttonClass("bare", "icon")} lg:hidden`}>
        <Icon name="back" />
      </Link>
      <div className="min-w-0 grow">
        <h2 className="truncate text-16 font-bold tracking-tight text-n-10">#{id}</h2>
        <p className="truncate text-12 text-n-7" aria-live="polite">
          {roomSentence(room)}
        </p>
      </div>
      {/* A phone shows them below the name, which they would squeeze. */}
      {(onFirstUnread !== undefined || unread > 0) && (
        <span className="flex gap-2 max-md:order-last max-md:basis-full max-md:pb-2">
          {onFirstUnread !== undefined && (
            <Button size="s" onClick={onFirstUnread}>
              {words.rooms.firstUnread}
            </Button>
          )}
          {unread > 0 && (
            <Button size="s" onClick={onMarkRead}>
              {words.rooms.markRead}
            </Button>
          )}
        </span>
      )}
      <RoomShare id={id} posts={posts} names={names} />
      {onMembers !== undefined && (
        <Button size="icon" aria-label={words.rooms.members.title} onClick={onMembers}>
          <Icon name="agents" />
        </Button>
      )}
    </header>
  );
}

/** Beside the posts where it fits, else over them. */
function MembersPane(props: { room: Room; isWide: boolean; onClose: () => void }) {
  const { room, isWide, onClose } = props;
  const { label, title, in: inRoom } = words.rooms.members;
  const members = <Members room={room} />;
  if (isWide)
    return (
      <aside aria-label={title} className="min-h-0 overflow-auto border-l border-n-4 px-5 pb-6">
        {members}
      </aside>
    );
  return (
    <Inspector label={label} title={inRoom(room.id)} onClose={onClose}>
      <div className="px-5 pb-6">{members}</div>
    </Inspector>
  );
}

function Waiting({ error, retry }: { error: Error | null; retry: () => void }) {
  return (
    <div className="min-h-0 flex-1">
      {error === null ? (
        <p className="sr-only">{words.common.reading}</p>
      ) : (
        <Trouble text={toWords(error)} retry={retry} />
      )}
    </div>
  );
}

function NothingSaid() {
  return (
    <div className="min-h-0 flex-1 px-4 md:px-8">
      <Empty title={words.rooms.nothing.title} text={words.rooms.nothing.text} />
    </div>
  );
}
