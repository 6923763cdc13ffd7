/** Ways to take a conversation elsewhere: its link, its words as Markdown, its run; and to find words in it. */
"use client";
import { chatHref, runsHref } from "../../lib/hrefs";
import type { Agents, ConversationDetail } from "../../lib/queries";
import { PHONE, useMedia } from "../../lib/use-media";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import { Menu } from "../../ui/menu";
import { copyText } from "../../ui/terminal";
import { markdownOf } from "./thread-markdown";
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
        {isPhone && (
          <Button kind="bare" onClick={toggleFind}>
            {words.chat.find.label}
          </Button>
        )}
        {isPhone && turns.length > 0 && (
          <Link href={runsHref(conversation.id)} className={buttonClass("bare")}>
            {words.common.openRun}
          </Link>
        )}
        <Button kind="bare" onClick={() => void copyText(link())}>
          {words.common.copy.link}
        </Button>
        <Button kind="bare" onClick={() => void copyText(markdownOf(conversation, turns, names))}>
          {words.common.copy.markdown}
        </Button>
        <Button kind="bare" onClick={() => void copyText(`tinyagi conversation show ${conversation.id}`)}>
          {words.common.copy.command}
        </Button>
      </Menu>
    </>
  );
}
