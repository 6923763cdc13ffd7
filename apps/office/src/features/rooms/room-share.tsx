/** Ways to take a room elsewhere: its link, what is loaded of it as Markdown, the command that shows it. */
"use client";
import type { Agents } from "../../lib/queries";
import { words } from "../../locale/words";
import { Menu, MenuItem } from "../../ui/menu";
import { copyText } from "../../ui/terminal";
import { markdownOfPosts, type Post, roomLink } from "./posts";

export function RoomShare({ id, posts, names }: { id: string; posts: readonly Post[]; names: Agents }) {
  return (
    <Menu name={words.common.copy.menu} icon="copy">
      <MenuItem onSelect={() => void copyText(`${location.origin}${roomLink(id)}`)}>
        {words.common.copy.link}
      </MenuItem>
      {posts.length > 0 && (
        <MenuItem onSelect={() => void copyText(markdownOfPosts(id, posts, names))}>
          {words.rooms.share.markdown(posts.length)}
        </MenuItem>
      )}
      <MenuItem onSelect={() => void copyText(`tinyagi chatroom ${id}`)}>
        {words.common.copy.command}
      </MenuItem>
    </Menu>
  );
}
