/** What a search across all conversations found. A hit opens its conversation and marks the words there. */
"use client";
import type { SearchHit } from "@tinyagi/contracts";
import { toWords } from "../../lib/api";
import { visible } from "../../lib/format/text";
import { chatHref } from "../../lib/hrefs";
import { useAgents } from "../../lib/queries";
import { words } from "../../locale/words";
import { TimeChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { Link } from "../../ui/link";
import { Trouble } from "../../ui/region";
import { useSearch } from "./list-queries";

export function SearchHits({ wanted }: { wanted: string }) {
  const { data, error, refetch } = useSearch(wanted);
  const names = useAgents().data ?? {};
  if (error) return <Trouble text={toWords(error)} retry={() => void refetch()} />;
  if (data === undefined) return <p className="px-2 text-13 text-n-7">{words.chat.hits.searching}</p>;
  if (data.length === 0)
    return (
      <p className="px-2 py-2 text-13 text-n-7">
        {words.chat.hits.none}
        <code>bak*</code>
        {words.chat.hits.noneEnd}
      </p>
    );
  return (
    <ul aria-label={words.chat.hits.label}>
      {data.map((hit, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: hits have no id, and their order is part of the answer.
        <li key={i}>
          <Link
            href={`${chatHref(hit.conversationId ?? "")}&find=${encodeURIComponent(wanted)}`}
            className="grid grid-cols-[24px_minmax(0,1fr)_auto] gap-x-2.5 rounded-s px-2 py-2 text-13 hover:bg-n-2"
          >
            <Face id={hit.agent ?? "tinyagi"} />
            <b className="truncate font-medium text-n-10">
              {hit.kind === "reply"
                ? (names[hit.agent ?? ""]?.name ?? hit.agent ?? words.chat.hits.reply)
                : words.chat.hits.message}
            </b>
            <TimeChip at={hit.time} />
            <span className="col-span-2 col-start-2 line-clamp-2 text-12 break-words text-n-7">
              <Marked hit={hit} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The excerpt with what matched. The marks are positions in the text as the daemon sent it. */
function Marked({ hit: { snippet, marks } }: { hit: SearchHit }) {
  let end = 0;
  const parts = marks.flatMap(([from, to]) => {
    const before = snippet.slice(end, from);
    end = to;
    return [
      <span key={`t${from}`}>{visible(before)}</span>,
      <mark key={`m${from}`} className="bg-accent text-accent-ink">
        {visible(snippet.slice(from, to))}
      </mark>,
    ];
  });
  return (
    <>
      {parts}
      {visible(snippet.slice(end))}
    </>
  );
}
