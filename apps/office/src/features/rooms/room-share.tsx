/** Ways to take a room elsewhere: its link, what is loaded of it as Markdown, the command that shows it. */
"use client";
import type { Agents } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Menu } from "../../ui/menu";
import { copyText } from "../../ui/terminal";
import { markdownOfPosts, type Post, roomLink } from "./posts";

export function RoomShare({ id, posts, names }: { id: string; posts: readonly Post[]; names: Agents }) {
  return (
    <Menu name={words.common.copy.menu} icon="copy">
      <Button kind="bare" onClick={() => void copyText(`${location.origin}${roomLink(id)}`)}>
        {words.common.copy.link}
      </Button>
      {posts.length > 0 && (
        <Button kind="bare" onClick={() => void copyText(markdownOfPosts(id, posts, names))}>
          {words.rooms.share.markdown(posts.length)}
        </Button>
      )}
      <Button kind="bare" onClick={() => void copyText(`tinyagi chatroom ${id}`)}>
        {words.common.copy.command}
      </Button>
    </Menu>
  );
}
