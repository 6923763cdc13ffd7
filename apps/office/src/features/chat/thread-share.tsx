/** Ways to take a conversation elsewhere: its link, its words as Markdown; and to find words in it. */
"use client";
import type { MouseEvent } from "react";
import type { Agents, ConversationDetail } from "../../lib/queries";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
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
  const link = (): string => `${location.origin}/chat?id=${conversation.id}`;
  return (
    <>
      <Button
        kind="bare"
        size="icon"
        aria-label={words.chat.find.label}
        title={words.chat.find.label}
        aria-pressed={find !== ""}
        onClick={() => setFind(find === "" ? " " : "")}
      >
        <Icon name="find" />
      </Button>
      <details className="relative max-md:hidden">
        <summary
          aria-label={words.chat.share.menu}
          title={words.chat.share.menu}
          className="grid size-7 cursor-pointer list-none place-items-center rounded-s hover:bg-n-2"
        >
          <Icon name="copy" />
        </summary>
        <div className="absolute top-8 right-0 z-30 grid w-44 rounded-m bg-n-0 p-1.5 shadow-float [&_button]:justify-start">
          <Button kind="bare" onClick={(event) => copy(event, link())}>
            {words.chat.share.link}
          </Button>
          <Button kind="bare" onClick={(event) => copy(event, markdownOf(conversation, turns, names))}>
            {words.chat.share.markdown}
          </Button>
          <Button
            kind="bare"
            onClick={(event) => copy(event, `tinyagi conversation show ${conversation.id}`)}
          >
            {words.chat.share.command}
          </Button>
        </div>
      </details>
    </>
  );
}

/** Copies and closes the menu. */
function copy(event: MouseEvent<HTMLElement>, text: string): void {
  event.currentTarget.closest("details")?.removeAttribute("open");
  void copyText(text);
}
