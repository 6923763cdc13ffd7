/** "More" of a phone: every page with its number, the ones that the bar lacks first to the thumb, then what the day cost. */
"use client";
import { toMark } from "../../lib/format/text";
import { useConnection } from "../../lib/stream/use-stream";
import { nextTheme } from "../../lib/theme";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import { isCurrent, PAGES, pageName } from "../../ui/pages";
import { ConnectionMark } from "./connection";
import { Meter } from "./meter";
import type { PageCounts } from "./use-page-counts";

interface Props {
  pathname: string;
  counts: PageCounts;
  onFind: () => void;
  onClose: () => void;
}

export function More({ pathname, counts, onFind, onClose }: Props) {
  const connection = useConnection();
  return (
    <Dialog label={words.shell.more} place="sheet" onClose={onClose}>
      <div className="grid gap-4 overflow-auto p-4 pb-[calc(16px+env(safe-area-inset-bottom))]">
        <div className="flex items-center gap-3">
          <button
            type="button"
            onClick={onFind}
            className="flex h-11 grow items-center gap-2.5 rounded-s border border-n-4 px-3 text-14 text-n-7"
          >
            <Icon name="find" />
            {words.shell.find.name}
          </button>
          <Button kind="bare" size="icon" aria-label={words.common.close} onClick={onClose}>
            <Icon name="close" />
          </Button>
        </div>
        <ul className="grid grid-cols-2 gap-x-3">
          {PAGES.filter(({ isInBar }) => isInBar !== true).map((page) => {
            const count = counts[page.id];
            return (
              <li key={page.path}>
                <Link
                  href={page.path}
                  onClick={onClose}
                  aria-current={isCurrent(page, pathname) ? "page" : undefined}
                  className="flex h-11 items-center gap-3 rounded-s px-2 text-14 font-medium text-n-10 aria-[current]:bg-n-3 aria-[current]:font-semibold"
                >
                  <Icon name={page.icon} />
                  <span className="grow">{pageName(page)}</span>
                  {count && (
                    <span className={`font-mono text-12 ${count.isAlarm ? "text-failed" : "text-n-7"}`}>
                      <span aria-hidden="true">{toMark(count.count)}</span>
                      <span className="sr-only">{count.title}</span>
                    </span>
                  )}
                </Link>
              </li>
            );
          })}
        </ul>
        <Meter isOnPhone />
        <div className="flex items-center">
          <ConnectionMark connection={connection} />
          <Button className="ml-auto" onClick={nextTheme}>
            <Icon name="theme" size={14} />
            {words.shell.changeTheme}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
