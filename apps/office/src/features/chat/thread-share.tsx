/** Ways to take a conversation elsewhere: its link, its words as Markdown, its run; and to find words in it. */
"use client";
import { chatHref, runsHref, threadHref } from "../../lib/hrefs";
import type { Agents, ConversationDetail } from "../../lib/queries";
import { PHONE, useMedia } from "../../lib/use-media";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { Menu, MenuItem, MenuLink } from "../../ui/menu";
import { copyText } from "../../ui/terminal";
import { toMarkdown } from "./thread-markdown";
import type { Turn } from "./turns";

export function ThreadShare(props: {
  conversation: ConversationDetail;
  turns: readonly Turn[];
  names: Agents;
}) {
  const { conversation, turns, names } = props;
  const [find, setFind] = useParam("find");
  const isPhone = useMedia(PHONE);
  const name = isPhone ? words.chat.share.more : words.common.copy.menu;
  const toggleFind = (): void => setFind(find === "" ? " " : "");
  const link = (): string => `${location.origin}${chatHref(conversation.id)}`;
  return (
    <>
      <Button
        kind="bare"
        size="icon"
        aria-label={words.chat.find.label}
        title={words.chat.find.label}
        aria-pressed={find !== ""}
        className="max-md:hidden"
        onClick={toggleFind}
      >
        <Icon name="find" />
      </Button>
      <Menu name={name} icon={isPhone ? "more" : "copy"}>
        {isPhone && <MenuItem onSelect={toggleFind}>{words.chat.find.label}</MenuItem>}
        {isPhone && conversation.thread != null && (
          <MenuLink href={threadHref(conversation.thread.with)}>{words.chat.thread.begin}</MenuLink>
        )}
        {isPhone && turns.length > 0 && (
          <MenuLink href={runsHref(conversation.id)}>{words.common.openRun}</MenuLink>
        )}
        <MenuItem onSelect={() => void copyText(link())}>{words.common.copy.link}</MenuItem>
        <MenuItem onSelect={() => void copyText(toMarkdown(conversation, turns, names))}>
          {words.common.copy.markdown}
        </MenuItem>
        <MenuItem onSelect={() => void copyText(`tinyagi conversation show ${conversation.id}`)}>
          {words.common.copy.command}
        </MenuItem>
      </Menu>
    </>
  );
}
