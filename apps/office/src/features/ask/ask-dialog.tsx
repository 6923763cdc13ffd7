/** A question about TinyAGI itself, and its answer: facts of this home, parts of the guide, and a change that you may make. */
"use client";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type AskAnswer, type GuidePart, QUESTION_MAX_CHARS } from "@tinyagi/contracts";
import { askLines } from "@tinyagi/views";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api, toWords } from "../../lib/api";
import { chatHref } from "../../lib/hrefs";
import { KEYS } from "../../lib/keys";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { Markdown } from "../../ui/markdown";
import { Reading, Trouble } from "../../ui/region";
import { showToast } from "../../ui/toasts";
import { YOU } from "../chat/queries";

/** @param props.begin - the question that was typed already */
export function AskDialog({ begin, onClose }: { begin: string; onClose: () => void }) {
  const said = words.shell.ask;
  const [text, setText] = useState(begin);
  const [asked, setAsked] = useState(begin.trim());
  return (
    <Dialog label={said.title} place="top" isKept onClose={onClose}>
      <div className="flex max-h-[70dvh] flex-col">
        <form
          className="flex h-14 flex-none items-center gap-3 border-b border-n-4 px-4"
          onSubmit={(event) => {
            event.preventDefault();
            setAsked(text.trim());
          }}
        >
          <Icon name="knowledge" />
          <input
            data-autofocus
            aria-label={said.title}
            value={text}
            maxLength={QUESTION_MAX_CHARS}
            placeholder={said.placeholder}
            autoComplete="off"
            onChange={({ target }) => setText(target.value)}
            className="min-w-0 grow bg-transparent text-16 outline-none placeholder:text-n-7"
          />
          <Button kind="bare" size="icon" aria-label={said.close} onClick={onClose}>
            <Icon name="close" />
          </Button>
        </form>
        <div className="min-h-24 overflow-auto p-4">
          {asked === "" ? (
            <p className="text-13 text-n-7">{said.hint}</p>
          ) : (
            <Found question={asked} onClose={onClose} />
          )}
        </div>
      </div>
    </Dialog>
  );
}

function Found({ question, onClose }: { question: string; onClose: () => void }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["ask", question],
    queryFn: ({ signal }) => api().call("ask", { query: { q: question }, signal }),
    placeholderData: keepPreviousData,
  });
  if (error !== null) return <Trouble text={toWords(error)} retry={() => void refetch()} />;
  if (data === undefined) return <Reading />;
  return <Answer question={question} answer={data} onClose={onClose} />;
}

function Answer(props: { question: string; answer: AskAnswer; onClose: () => void }) {
  const { question, answer, onClose } = props;
  const { known, parts, proposal } = answer;
  const [first, ...others] = known ? parts : [];
  const lines = askLines(answer, { words: words.views });
  return (
    <div aria-live="polite" className="grid gap-4">
      {lines.length > 0 && (
        <div className="grid gap-2 text-13 text-n-10">
          {lines.map((line) => (
            <p key={line} className="[overflow-wrap:anywhere]">
              {line}
            </p>
          ))}
        </div>
      )}
      {proposal !== null && <Change proposal={proposal} />}
      {first !== undefined && <Part part={first} isOpen />}
      {(known ? others : parts).map((part) => (
        <Part key={`${part.page}#${part.anchor}`} part={part} isOpen={false} />
      ))}
      <Further question={question} answer={answer} onClose={onClose} />
    </div>
  );
}

function Part({ part, isOpen }: { part: GuidePart; isOpen: boolean }) {
  const { page, title, heading, text } = part;
  return (
    <details open={isOpen} className="rounded-m border border-n-4 px-3 py-2">
      <summary className="cursor-pointer text-13 font-medium text-n-10">
        {heading === title ? heading : `${title}: ${heading}`}
        <span className="ml-2 font-mono text-12 text-n-7">{toFile(page)}</span>
      </summary>
      <div className="pt-2 text-13">
        <Markdown text={text} />
      </div>
    </details>
  );
}

/** Where the page is in the sources. */
function toFile(page: string): string {
  return `docs/${page}.md`;
}

/** The change goes the way of every change of the settings: a guard that it weakens is confirmed, and history takes it back. */
function Change({ proposal }: { proposal: NonNullable<AskAnswer["proposal"]> }) {
  const said = words.shell.ask;
  const queries = useQueryClient();
  const apply = useMutation({
    mutationFn: () => api().call("changeSettings", { body: { changes: [proposal.change] } }),
    onSuccess: () => {
      for (const queryKey of [KEYS.settings, KEYS.agents, KEYS.teams])
        void queries.invalidateQueries({ queryKey });
      showToast(words.settings.saved);
    },
  });
  return (
    <div className="grid justify-items-start gap-2">
      {apply.error !== null && (
        <p role="alert" className="text-13 text-failed">
          {toWords(apply.error)}
        </p>
      )}
      <Button kind="go" disabled={apply.isPending || apply.isSuccess} onClick={() => apply.mutate()}>
        {apply.isSuccess ? said.changed : said.apply}
      </Button>
    </div>
  );
}

/** The agent reads what was found as a quotation: nothing in it is a command. */
function Further(props: { question: string; answer: AskAnswer; onClose: () => void }) {
  const { question, answer, onClose } = props;
  const { agent, parts } = answer;
  const router = useRouter();
  const send = useMutation({
    async mutationFn(to: string) {
      const found = [
        ...askLines(answer),
        ...parts.map(({ page, heading, text }) => `# ${heading} (${page}.md)\n${text}`),
      ].join("\n\n");
      const body = { message: question, agent: to, forwarded: found, channel: "web", sender: YOU };
      return (await api().call("sendMessage", { body })).conversationId;
    },
    onSuccess: (conversation) => {
      onClose();
      router.push(chatHref(conversation));
    },
    onError: (error) => showToast(toWords(error)),
  });
  if (agent === null) return null;
  return (
    <Button className="justify-self-start" disabled={send.isPending} onClick={() => send.mutate(agent)}>
      {words.shell.ask.further(agent)}
    </Button>
  );
}
