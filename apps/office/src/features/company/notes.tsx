/** The notes and documents, and the search over them: the words or the question of a person, as agents ask it. */
"use client";
import type { UseQueryResult } from "@tanstack/react-query";
import { embeddingText } from "@tinyagi/views";
import { useEffect, useRef, useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine, visible } from "../../lib/format/text";
import { chatHref } from "../../lib/hrefs";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { FIELD } from "../../ui/field";
import { Link } from "../../ui/link";
import { Empty, Reading, Trouble } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { Unread } from "../../ui/unread";
import { NoteView } from "./note-view";
import { type Hit, type Knowledge, useRecall } from "./queries";

const HEAD = "grid w-full grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3 py-1 max-md:grid-cols-1";

export function Notes({ known }: { known: UseQueryResult<Knowledge> }) {
  const [open, setOpen] = useParam("note");
  const [question, setQuestion] = useState("");
  if (known.data === undefined) return <Unread what={words.company.title} of={[known]} />;
  const { notes, documents, folder, cut, embedding } = known.data;
  const toggle = (path: string): void => setOpen(open === path ? "" : path);
  if (notes.length + documents.length === 0)
    return (
      <Empty title={words.company.emptyTitle} text={words.company.emptyText}>
        <code className="text-12 break-all text-n-7">{visible(folder)}</code>
      </Empty>
    );
  return (
    <div className="grid max-w-[880px] grid-cols-[minmax(0,1fr)] gap-4 py-4 text-13">
      <Search onQuestion={setQuestion} />
      {question !== "" && (
        <Results
          question={question}
          onOpen={(path) => {
            setOpen(path);
            goToRow(path);
          }}
        />
      )}
      <ul aria-label={words.company.notes}>
        {notes.map(({ path, name, summary }) => (
          <Row key={path} path={path} name={name} text={summary} isOpen={open === path} onToggle={toggle} />
        ))}
      </ul>
      {documents.length > 0 && <h2 className="font-semibold text-n-10">{words.company.documents}</h2>}
      <ul aria-label={words.company.documents}>
        {documents.map(({ path, bytes, readable }) => (
          <Row
            key={path}
            path={path}
            name={path.slice(path.lastIndexOf("/") + 1)}
            text={words.company.document(bytes, readable)}
            isOpen={open === path}
            onToggle={readable ? toggle : undefined}
          />
        ))}
      </ul>
      {embedding !== null && (
        <p className="text-n-7">{oneLine(embeddingText(embedding, words.views), 400)}</p>
      )}
      {cut && <p className="text-n-7">{words.company.cut}</p>}
      <code className="text-12 break-all text-n-7">{visible(folder)}</code>
      <Terminal commands={["tinyagi company list", "tinyagi company add <path>"]} />
    </div>
  );
}

function Search({ onQuestion }: { onQuestion: (question: string) => void }) {
  const [typed, setTyped] = useState("");
  return (
    <form
      aria-label={words.company.search}
      className="flex items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onQuestion(typed.trim());
      }}
    >
      <input
        type="search"
        aria-label={words.company.searchLabel}
        placeholder={words.company.searchLabel}
        value={typed}
        maxLength={1_000}
        onChange={({ target }) => setTyped(target.value)}
        className={FIELD}
      />
      <Button type="submit">{words.company.search}</Button>
    </form>
  );
}

function Results({ question, onOpen }: { question: string; onOpen: (path: string) => void }) {
  const found = useRecall(question);
  if (found.error !== null && found.data === undefined)
    return <Trouble text={toWords(found.error)} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Reading />;
  return (
    <section aria-label={words.company.results} className="grid gap-2 rounded-m bg-n-1 px-3 py-2">
      {found.data.length === 0 && <p className="text-n-7">{words.company.nothing}</p>}
      <ul>
        {found.data.map((hit) => (
          <li key={`${hit.source} ${hit.ref}`} className="py-1.5">
            <HitTitle hit={hit} onOpen={onOpen} />
            <p className="line-clamp-3 text-12 break-words text-n-8">{oneLine(hit.text, 400)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function HitTitle({ hit: { source, title, ref }, onOpen }: { hit: Hit; onOpen: (path: string) => void }) {
  const name = `${oneLine(title, 80)} · ${words.company.sources[source]}`;
  if (source === "answer")
    return (
      <Link href={chatHref(ref)} className="font-medium text-n-10 hover:underline">
        {name}
      </Link>
    );
  return (
    <button
      type="button"
      onClick={() => onOpen(ref)}
      className="text-left font-medium text-n-10 hover:underline max-md:min-h-11"
    >
      {name} <code className="text-12 text-n-7">{visible(ref)}</code>
    </button>
  );
}

/** Shows the row of a note, and gives it the focus: the list may be much longer than the screen. */
function goToRow(path: string): void {
  const row = document.getElementById(rowOf(path));
  row?.scrollIntoView({ block: "start" });
  row?.querySelector("button")?.focus({ preventScroll: true });
}

function rowOf(path: string): string {
  return `note:${path}`;
}

interface RowProps {
  path: string;
  name: string;
  text: string;
  isOpen: boolean;
  /** Absent where there is no text to show. */
  onToggle: ((path: string) => void) | undefined;
}

function Row({ path, name, text, isOpen, onToggle }: RowProps) {
  // The address named it, or it was just added.
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (wasOpen.current) goToRow(path);
  }, [path]);
  const head = (
    <>
      <span className="min-w-0">
        <b className="block truncate font-semibold text-n-10">{oneLine(name, 80)}</b>
        <span className="block text-12 break-words text-n-7">{oneLine(text, 300)}</span>
      </span>
      <code className="text-12 break-all text-n-7">{visible(path)}</code>
    </>
  );
  return (
    <li id={rowOf(path)} className="scroll-mt-2 border-b border-n-3 py-1">
      {onToggle === undefined ? (
        <div className={HEAD}>{head}</div>
      ) : (
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => onToggle(path)}
          className={`${HEAD} rounded-xs text-left hover:bg-n-1 max-md:min-h-11`}
        >
          {head}
        </button>
      )}
      {isOpen && onToggle !== undefined && <NoteView path={path} />}
    </li>
  );
}
