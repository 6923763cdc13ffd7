/**
 * Finds words in the open conversation. The matches are painted by the browser over the text as it stands (CSS custom
 * highlights), so nothing in the texts is changed. The address keeps the words.
 */
"use client";
import { type RefObject, useEffect, useState } from "react";
import type { NextPage } from "../../lib/next-page";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { FilterText } from "../../ui/filter-bar";
import { resolvePlace } from "./find-place";

const ALL = "found";
const CURRENT = "found-current";
/** More matches say nothing, and each costs a range. */
const MATCHES_MAX = 1_000;

/** @param props.box holds the texts, and not this bar: it is watched for changes */
export function FindInThread(props: {
  box: RefObject<HTMLElement | null>;
  /** Of the thread: words are found in what is drawn. */
  next: NextPage;
}) {
  const { box, next } = props;
  const [wanted, setWanted] = useParam("find");
  const [wantedAt, setAt] = useState(0);
  const [ranges, setRanges] = useState<readonly Range[]>([]);
  useEffect(() => {
    const texts = box.current;
    if (texts === null || wanted.trim() === "") return setRanges([]);
    const find = (): void => setRanges(findRanges(texts, wanted));
    find();
    // Answers stream in, and Markdown is drawn a moment after its text is there.
    const watch = new MutationObserver(find);
    watch.observe(texts, { childList: true, subtree: true, characterData: true });
    return () => watch.disconnect();
  }, [box, wanted]);
  const at = resolvePlace(wantedAt, ranges.length);
  useEffect(() => paint(ranges, at), [ranges, at]);
  const move = (step: number): void => setAt(wantedAt + step);
  if (wanted === "") return null;
  return (
    <search
      aria-label={words.chat.find.label}
      className="flex flex-none flex-wrap items-center gap-2 border-b border-n-3 px-4 py-2 md:px-8"
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        move(event.shiftKey ? -1 : 1);
      }}
    >
      <FilterText
        label={words.chat.find.label}
        autoFocus
        value={wanted.trim()}
        onChange={(next) => {
          setAt(0);
          setWanted(next === "" ? " " : next);
        }}
      />
      <span className="text-12 text-n-7" aria-live="polite">
        {wanted.trim() !== "" &&
          (ranges.length === 0 ? words.chat.find.notFound : words.chat.find.place(at + 1, ranges.length))}
      </span>
      <Button size="s" kind="bare" disabled={ranges.length === 0} onClick={() => move(-1)}>
        {words.chat.find.previous}
      </Button>
      <Button size="s" kind="bare" disabled={ranges.length === 0} onClick={() => move(1)}>
        {words.chat.find.next}
      </Button>
      {next.hasMore && (
        <Button size="s" kind="bare" onClick={next.again}>
          {words.chat.find.earlier}
        </Button>
      )}
      <Button size="s" kind="bare" onClick={() => setWanted("")}>
        {words.chat.find.done}
      </Button>
    </search>
  );
}

/** Where the words occur, as one text or, if that is nowhere, each for itself: a search finds them apart too. */
function findRanges(box: HTMLElement, wanted: string): Range[] {
  const whole = wanted.trim().replace(/["*]/g, "").toLowerCase();
  const together = occurrences(box, [whole]);
  return together.length > 0
    ? together
    : occurrences(
        box,
        whole.split(/\s+/).filter((word) => word !== ""),
      );
}

function occurrences(box: HTMLElement, wanted: readonly string[]): Range[] {
  const ranges: Range[] = [];
  const nodes = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node !== null && ranges.length < MATCHES_MAX; node = nodes.nextNode()) {
    const text = (node.nodeValue ?? "").toLowerCase();
    for (const word of wanted)
      for (let from = text.indexOf(word); from >= 0; from = text.indexOf(word, from + word.length)) {
        const range = new Range();
        range.setStart(node, from);
        range.setEnd(node, Math.min(from + word.length, node.nodeValue?.length ?? 0));
        ranges.push(range);
      }
  }
  return ranges.slice(0, MATCHES_MAX);
}

/** A browser without highlights still counts the matches and scrolls to them. */
function paint(ranges: readonly Range[], at: number): () => void {
  const current = ranges[at];
  current?.startContainer.parentElement?.scrollIntoView({ block: "center" });
  const highlights = "highlights" in CSS ? CSS.highlights : undefined;
  highlights?.set(ALL, new Highlight(...ranges));
  if (current !== undefined) highlights?.set(CURRENT, new Highlight(current));
  return () => {
    highlights?.delete(ALL);
    highlights?.delete(CURRENT);
  };
}
