/** A new message: to whom, and what. */
"use client";
import { useState } from "react";
import { newMessageId } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { useAgents, useTeams } from "../../lib/queries";
import { words } from "../../locale/words";
import { buttonClass } from "../../ui/button";
import { Face } from "../../ui/face";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import { Empty } from "../../ui/region";
import { Unread } from "../../ui/unread";
import { Composer } from "./composer";
import { writeDraft } from "./drafts";
import { FirstPrompts } from "./first-prompts";
import { useSend } from "./queries";

/** Of every message that has no conversation yet. */
const DRAFT = "new";

export function NewMessage(props: {
  to: string;
  /** Whether it begins a thread of its own. Otherwise it goes on in the one with its recipient. */
  isThread: boolean;
  /** Gets the new conversation before it opens. */
  onSent: (conversation: string) => void;
}) {
  const { to, isThread, onSent } = props;
  const [allAgents, allTeams] = [useAgents(), useTeams()];
  const agents = allAgents.data;
  const teams = allTeams.data ?? {};
  const [chosen, setChosen] = useState(to);
  const [begun, setBegun] = useState(0);
  const send = useSend(onSent);
  /** The field has the text and the focus. */
  function begin(text: string): void {
    writeDraft(DRAFT, text);
    setBegun((times) => times + 1);
  }
  const unread = <Unread what={words.chat.composer.names} of={[allAgents, allTeams]} />;
  if (agents === undefined)
    return (
      <>
        {unread}
        <p className="sr-only">{words.common.reading}</p>
      </>
    );
  const all = [...Object.entries(teams), ...Object.entries(agents)];
  return (
    <>
      <Head title={isThread ? words.chat.thread.begin : words.chat.newMessage} />
      {unread}
      <div className="min-h-0 flex-1 overflow-auto px-4 py-6 md:px-8">
        <fieldset className="mx-auto max-w-[720px]">
          <legend className="mb-3 text-13 text-n-7">
            {all.length === 0 ? words.chat.newThread.nobody : words.chat.newThread.choose}
          </legend>
          {all.length === 0 && <Nobody />}
          <div className="grid grid-cols-[repeat(auto-fill,minmax(200px,1fr))] gap-2">
            {all.map(([id, { name }]) => (
              <label
                key={id}
                className="flex min-h-11 cursor-pointer items-center gap-2.5 rounded-m border border-n-4 px-3 text-13 has-checked:border-n-10 has-checked:ring-3 has-checked:ring-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-4"
              >
                <input
                  type="radio"
                  name="to"
                  value={id}
                  checked={chosen === id}
                  onChange={() => setChosen(id)}
                  className="sr-only"
                />
                <Face id={id} />
                <span className="min-w-0 truncate font-medium text-n-10">{oneLine(name, 40)}</span>
                <span className="ml-auto text-12 text-n-7">
                  {id in teams ? words.chat.newThread.team : `@${id}`}
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        {all.length > 0 && <FirstPrompts draft={DRAFT} to={chosen} isTeam={chosen in teams} onPick={begin} />}
      </div>
      <Composer
        key={begun}
        draft={DRAFT}
        label={words.chat.composer.label}
        verb={words.chat.composer.send}
        takesFiles
        takesCommands
        hint={words.chat.composer.hint}
        autoFocus
        answers={chosen}
        onSend={(text, choice) =>
          send(text, {
            draft: DRAFT,
            choice,
            to: /^\s*@[\w-]/.test(text) ? "" : chosen,
            thread: isThread ? newMessageId() : undefined,
          })
        }
      />
    </>
  );
}

/** Before there is an agent. */
function Nobody() {
  return (
    <Empty title={words.chat.newThread.emptyTitle} text={words.chat.newThread.emptyText}>
      <Link href="/start" className={buttonClass("go")}>
        {words.chat.newThread.setUp}
      </Link>
    </Empty>
  );
}

function Head({ title }: { title: string }) {
  return (
    <header className="flex h-14 flex-none items-center gap-3 border-b border-n-4 px-2 md:h-[72px] md:px-8">
      <Link href="/chat" aria-label={words.chat.all} className={`${buttonClass("bare", "icon")} lg:hidden`}>
        <Icon name="back" />
      </Link>
      <h2 className="text-16 font-bold tracking-tight text-n-10">{title}</h2>
    </header>
  );
}
