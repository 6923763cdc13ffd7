/** The head of a run's page: what it is, how it stands, what can be done. One line each; on a phone the figures continue below. */
"use client";
import { ownWords } from "@tinyagi/views";
import { useEffect, useRef } from "react";
import { oneLine } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { PHONE, useMedia } from "../../lib/use-media";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { buttonClass } from "../../ui/button";
import { MoneyChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import { listActs } from "./acts";
import { countParts } from "./rows";
import { RunMenu } from "./run-menu";
import { Lasted } from "./took";
import { ActButtons, ActItems, useActs } from "./use-acts";
import type { RunData } from "./use-run-data";

export function RunHead({ data, list }: { data: RunData; list: string }) {
  const { root, rows } = data;
  const top = rows[0];
  const { start, dialog } = useActs({ run: root, node: undefined, prompt: ownWords(root) });
  const acts = listActs({ run: root, node: undefined, isResting: top?.isResting === true }, data.graph);
  const isPhone = useMedia(PHONE);
  const heading = useRef<HTMLHeadingElement>(null);
  // Who came by keyboard goes on from here, and who hears the page hears what it is.
  useEffect(() => heading.current?.focus(), []);
  return (
    <header className="flex flex-none items-start gap-x-3 px-4 pt-2 pb-2 md:items-center md:px-8 md:pt-4 md:pb-3">
      <Link href={list} aria-label={words.runs.head.all} className={buttonClass("bare", "icon")}>
        <Icon name="back" />
      </Link>
      <div className="min-w-0 grow max-md:pt-1">
        <h1
          ref={heading}
          tabIndex={-1}
          className="line-clamp-2 text-16 outline-none! focus-visible:shadow-none! font-bold tracking-tight break-words text-n-10 md:line-clamp-1 md:text-20"
        >
          {toTitle({ ...root, text: root.task }) || words.runs.head.untitled}
        </h1>
        <State data={data} />
      </div>
      <div className="flex flex-none items-center gap-1.5">
        {!isPhone && <ActButtons acts={acts} onStart={start} />}
        <RunMenu data={data}>{isPhone && <ActItems acts={acts} onStart={start} />}</RunMenu>
      </div>
      {dialog}
    </header>
  );
}

function State({ data: { root, rows, graph } }: { data: RunData }) {
  const nameOf = useNameLookup();
  const { parts, done, failed } = countParts(rows);
  const top = rows[0];
  return (
    <p className="flex min-w-0 items-center gap-x-4 text-13 whitespace-nowrap text-n-7 max-md:flex-wrap max-md:gap-x-3 md:overflow-hidden">
      {top !== undefined && <StateMark {...top.shown} />}
      <span className="min-w-0 truncate max-md:hidden">
        {words.runs.head.by}
        <b className="font-semibold text-n-9">{oneLine(nameOf(root.agent), 40)}</b>
      </span>
      {failed > 0 && top?.shown.state === "done" && (
        <span className="font-medium text-failed">{words.runs.head.failed(failed)}</span>
      )}
      {parts > 0 && <span className="max-md:hidden">{words.runs.head.done(done, parts)}</span>}
      <Lasted time={top?.time} />
      <MoneyChip exact of={top?.total} />
      {graph?.forkedFrom && (
        <span className="min-w-0 truncate max-md:hidden">{words.runs.head.continues}</span>
      )}
    </p>
  );
}
