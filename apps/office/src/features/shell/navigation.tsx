/** The sidebar, and the bar of a phone. Both show only pages that exist. */
"use client";
import { toMark } from "../../lib/format/text";
import { useConnection } from "../../lib/stream/use-stream";
import { nextTheme } from "../../lib/theme";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Button, Key } from "../../ui/button";
import { RaisedHand } from "../../ui/glyph";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import { Logo } from "../../ui/logo";
import { isCurrent, PAGES, pageName } from "../../ui/pages";
import { titleOf } from "../needs/needs";
import { openNeeds } from "../needs/panel";
import { useNeedItems } from "../needs/use-needs";
import { ConnectionMark } from "./connection";
import { Meter } from "./meter";
import type { PageCount, PageCounts } from "./use-page-counts";

interface Props {
  pathname: string;
  /** Undefined until it is known. */
  needs: number | undefined;
  onFind: () => void;
}

export function Sidebar({ pathname, counts, needs, onFind }: Props & { counts: PageCounts }) {
  const connection = useConnection();
  return (
    <nav
      aria-label={words.shell.main}
      className="hidden min-h-0 flex-col border-r border-n-3 bg-n-1 px-2 py-3 md:flex md:max-lg:items-center"
    >
      <Link href="/" className="flex h-10 items-center gap-2.5 px-2 font-bold tracking-tight text-n-10">
        <Logo />
        <span className="max-lg:sr-only">TinyOffice</span>
      </Link>
      <button
        type="button"
        onClick={onFind}
        className="mx-2 mt-2 mb-3 flex h-8 items-center gap-2 rounded-s border border-n-4 bg-n-0 px-2 text-13 text-n-7 hover:border-n-6"
      >
        <Icon name="find" size={14} />
        <span className="grow max-lg:sr-only">{words.shell.find.name}</span>
        <span className="max-lg:hidden" aria-hidden="true">
          <Key>Ctrl K</Key>
        </span>
      </button>
      <button
        type="button"
        aria-haspopup="dialog"
        title={words.shell.keys.needs}
        onClick={() => openNeeds()}
        className="group mb-2 flex h-9 items-center gap-2.5 rounded-s px-2 text-13 font-semibold text-n-10 hover:bg-n-2"
      >
        <RaisedHand />
        <span className="grow text-left max-lg:sr-only">{words.shell.needsYou}</span>
        <span
          className="opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100 max-lg:hidden"
          aria-hidden="true"
        >
          <Key>N</Key>
        </span>
        <NeedsCount needs={needs} />
      </button>
      {/* What scrolls cuts off what stands outside: the ring of the focus and the mark of this page need room. */}
      <div className="-mx-2 min-h-0 flex-1 overflow-auto px-2 py-1">
        {PAGES.map((page, i) => (
          <Link
            key={page.path}
            href={page.path}
            title={pageName(page)}
            aria-current={isCurrent(page, pathname) ? "page" : undefined}
            className={`relative flex h-8 items-center gap-2.5 rounded-s px-2 text-13 font-medium text-n-8 before:absolute before:inset-y-1.5 before:-left-2 before:w-1 hover:bg-n-2 hover:text-n-10 aria-[current]:bg-n-3 aria-[current]:font-semibold aria-[current]:text-n-10 aria-[current]:before:bg-accent ${isNewGroup(i) ? "mt-4 [@media(max-height:720px)]:mt-1.5" : ""}`}
          >
            <Icon name={page.icon} />
            <span className="grow max-lg:sr-only">{pageName(page)}</span>
            <Count of={counts[page.id]} />
          </Link>
        ))}
      </div>
      <Meter />
      <div className="flex items-center px-2 pt-3">
        <ConnectionMark connection={connection} />
        <Button
          kind="bare"
          size="icon"
          className="ml-auto"
          aria-label={words.shell.changeTheme}
          onClick={nextTheme}
        >
          <Icon name="theme" />
        </Button>
      </div>
    </nav>
  );
}

function isNewGroup(i: number): boolean {
  return i > 0 && PAGES[i]?.group !== PAGES[i - 1]?.group;
}

function Count({ of }: { of: PageCount | undefined }) {
  if (of === undefined) return null;
  return (
    <span
      className={`font-mono text-12 max-lg:absolute max-lg:top-0 max-lg:right-0 max-lg:text-11 ${of.isAlarm ? "text-failed" : "text-n-7"}`}
      title={of.title}
    >
      <span aria-hidden="true">{toMark(of.count)}</span>
      <span className="sr-only">{of.title}</span>
    </span>
  );
}

function NeedsCount({ needs }: { needs: number | undefined }) {
  if (needs === undefined) return null;
  if (needs === 0) return <span className="font-mono text-12 text-n-7">0</span>;
  return (
    <b className="rounded-[3px] bg-accent px-1.5 font-mono text-12 font-bold text-accent-ink ring-1 ring-accent-line ring-inset">
      {toMark(needs)}
    </b>
  );
}

/** On every page of a phone: how much needs you, and the first of it. */
export function NeedsStrip({ needs }: Pick<Props, "needs">) {
  const [first] = useNeedItems().open;
  const nameOf = useNameLookup();
  if (needs === undefined || first === undefined) return null;
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onClick={() => openNeeds()}
      className="flex h-11 w-full flex-none items-center gap-2 border-t border-n-4 bg-n-0 px-4 text-13 md:hidden"
    >
      <NeedsCount needs={needs} />
      <span className="flex-none font-semibold text-n-10">{words.shell.needYou(needs)}</span>
      <span className="min-w-0 grow truncate text-left text-n-7">{titleOf(first, nameOf)}</span>
    </button>
  );
}

export function BottomBar({ pathname, needs, onMore }: Omit<Props, "onFind"> & { onMore: () => void }) {
  const item =
    "relative grid min-h-11 content-center justify-items-center gap-0.5 text-11 font-medium text-n-7 aria-[current]:font-semibold aria-[current]:text-n-10";
  return (
    <nav
      aria-label={words.shell.main}
      className="grid flex-none auto-cols-fr grid-flow-col border-t border-n-4 bg-n-0 pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {PAGES.filter(({ isInBar }) => isInBar).map((page) => (
        <Link
          key={page.path}
          href={page.path}
          aria-current={isCurrent(page, pathname) ? "page" : undefined}
          className={`${item} h-[60px] before:absolute before:-top-px before:h-1 before:w-8 aria-[current]:before:bg-accent`}
        >
          <Icon name={page.icon} size={20} />
          {pageName(page)}
          {page.path === "/" && needs !== undefined && needs > 0 && (
            <b className="absolute top-1 left-[calc(50%+5px)] rounded-[3px] bg-accent px-1 font-mono text-11 text-accent-ink">
              {toMark(needs)}
              <span className="sr-only">{words.shell.needYou(needs)}</span>
            </b>
          )}
        </Link>
      ))}
      <button type="button" onClick={onMore} className={item}>
        <Icon name="more" size={20} />
        {words.shell.more}
      </button>
    </nav>
  );
}
