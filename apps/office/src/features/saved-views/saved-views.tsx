/** The views of a list that a person saved: one press shows one, and the page can open with it. */
"use client";
import { useState } from "react";
import { oneLine } from "../../lib/format/text";
import {
  NAME_MAX,
  renamed,
  type SavedView,
  saveViews,
  toView,
  useSavedViews,
  type ViewPage,
  viewHref,
  withDefault,
  withView,
} from "../../lib/saved-views";
import { useAddress } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import { Menu, MenuItem } from "../../ui/menu";
import { showToast } from "../../ui/toasts";
import { NameDialog } from "./name-dialog";

interface Props {
  page: ViewPage;
  /** What the view shows, in a few words: the name that is offered for it. */
  suggested: string;
  /** Which way the page is looked at, where a browser remembers it: the address need not say it. */
  way?: string;
}

export function SavedViews({ page, suggested, way }: Props) {
  const all = useSavedViews();
  const now = toView(page, useAddress(), way);
  const [naming, setNaming] = useState<"new" | SavedView>();
  const ofPage = all.filter((view) => view.page === page);
  const current = ofPage.find(({ query }) => query === now);
  if (ofPage.length === 0 && !isWorthAName(now)) return null;
  return (
    <nav aria-label={words.savedViews.label} className="flex min-w-0 items-center gap-1.5 md:flex-wrap">
      {ofPage.map((view) => (
        <Chip key={view.name} view={view} isCurrent={view === current} />
      ))}
      {current !== undefined && (
        <Acts view={current} all={all} onRename={() => setNaming(current)} key={current.name} />
      )}
      {current === undefined && isWorthAName(now) && (
        <Button kind="bare" size="s" onClick={() => setNaming("new")}>
          {words.savedViews.save}
        </Button>
      )}
      {naming !== undefined && (
        <NameDialog
          begin={naming === "new" ? oneLine(suggested, NAME_MAX) : naming.name}
          isNew={naming === "new"}
          taken={ofPage.filter((view) => view !== naming).map(({ name }) => name)}
          onClose={() => setNaming(undefined)}
          onName={(name) =>
            saveViews(
              naming === "new" ? withView(all, { page, name, query: now }) : renamed(all, naming, name),
            )
          }
        />
      )}
    </nav>
  );
}

/** Which way the page is looked at is remembered anyway. */
function isWorthAName(view: string): boolean {
  return [...new URLSearchParams(view).keys()].some((part) => part !== "view");
}

function Chip({ view, isCurrent }: { view: SavedView; isCurrent: boolean }) {
  return (
    <Link
      href={viewHref(view)}
      aria-current={isCurrent ? "true" : undefined}
      title={view.isDefault === true ? words.savedViews.opensWith : undefined}
      className="flex h-7 max-w-60 items-center gap-1 rounded-s border border-n-4 px-2.5 text-12 font-medium text-n-8 hover:text-n-10 aria-[current]:border-n-10 aria-[current]:text-n-10 max-md:h-11"
    >
      {view.isDefault === true && (
        <>
          <Icon name="pin" size={12} />
          <span className="sr-only">{words.savedViews.opensWith}</span>
        </>
      )}
      <span className="truncate">{oneLine(view.name, NAME_MAX)}</span>
    </Link>
  );
}

function Acts(props: { view: SavedView; all: readonly SavedView[]; onRename: () => void }) {
  const { view, all, onRename } = props;
  const said = words.savedViews;
  const name = oneLine(view.name, NAME_MAX);
  function remove(): void {
    saveViews(all.filter((one) => one !== view));
    showToast(said.deleted(name), undefined, () => saveViews(all));
  }
  return (
    <Menu name={said.acts(name)} icon="more">
      <MenuItem onSelect={onRename}>{said.rename}</MenuItem>
      <MenuItem onSelect={() => saveViews(withDefault(all, view))}>
        {view.isDefault === true ? said.openPlain : said.openWith}
      </MenuItem>
      <MenuItem isRisk onSelect={remove}>
        {said.delete}
      </MenuItem>
    </Menu>
  );
}
