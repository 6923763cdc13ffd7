/** Ways to take a conversation elsewhere: its link, its words as Markdown, its run; and to find words in it. */
"use client";
import Link from "next/link";
import type { FocusEvent, KeyboardEvent, MouseEvent } from "react";
import type { Agents, ConversationDetail } from "../../lib/queries";
import { PHONE, useMedia } from "../../lib/use-media";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
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
  const isPhone = useMedia(PHONE);
  const name = isPhone ? words.chat.share.more : words.chat.share.menu;
  const toggleFind = (): void => setFind(find === "" ? " " : "");
  const link = (): string => `${location.origin}/chat?id=${conversation.id}`;
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
      <details className="relative" onKeyDown={closeOnEscape} onBlur={closeWhenLeft}>
        <summary
          aria-label={name}
          title={name}
          className="grid size-7 cursor-pointer list-none place-items-center rounded-s hover:bg-n-2 max-md:size-11"
        >
          <Icon name={isPhone ? "more" : "copy"} />
        </summary>
        <div className="absolute top-8 right-0 z-30 grid w-44 rounded-m bg-n-0 p-1.5 shadow-float max-md:top-11 max-md:w-56 [&>*]:justify-start">
          {isPhone && (
            <Button
              kind="bare"
              onClick={(event) => {
                close(event);
                toggleFind();
              }}
            >
              {words.chat.find.label}
            </Button>
          )}
          {isPhone && turns.length > 0 && (
            <Link href={`/runs?conversation=${conversation.id}`} className={buttonClass("bare")}>
              {words.chat.thread.openRun}
            </Link>
          )}
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

function close({ currentTarget }: { currentTarget: Element }): void {
  currentTarget.closest("details")?.removeAttribute("open");
}

function closeOnEscape(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "Escape") return;
  event.preventDefault();
  close(event);
}

function closeWhenLeft(event: FocusEvent<HTMLElement>): void {
  if (event.relatedTarget !== null && !event.currentTarget.contains(event.relatedTarget)) close(event);
}

function copy(event: MouseEvent<HTMLElement>, text: string): void {
  close(event);
  void copyText(text);
}
