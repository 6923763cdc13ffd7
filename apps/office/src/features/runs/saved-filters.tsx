/** Filters that a person keeps: one press brings them back. This browser keeps them. */
"use client";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import { isSaved, readFilters, type SavedFilter, toggled, writeFilters } from "./filter-store";

/** What a filter is made of. The row that is shown is no part of it. */
const PARTS = ["q", "agent", "status", "span", "depth"];

export function SavedFilters({ nameOf }: { nameOf: (filter: URLSearchParams) => string }) {
  const now = useSearchParams();
  const [saved, setSaved] = useState(readFilters);
  const filter: SavedFilter = toParts(now).toString();
  const change = (one: SavedFilter): void => setSaved(writeFilters(toggled(saved, one)));
  if (saved.length === 0 && filter === "") return null;
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {saved.map((one) => {
        const name = nameOf(new URLSearchParams(one));
        return (
          <span
            key={one}
            data-current={one === filter ? "" : undefined}
            className="flex items-center rounded-s border border-n-4 text-12 font-medium text-n-8 data-current:border-n-10 data-current:text-n-10"
          >
            <Link href={`/runs?${one}`} className="flex h-7 items-center px-2.5 hover:text-n-10 max-md:h-11">
              {name}
            </Link>
            <Button
              kind="bare"
              size="icon"
              className="h-7 w-7 max-md:h-11 max-md:w-11"
              aria-label={words.runs.filters.remove(name)}
              onClick={() => change(one)}
            >
              <Icon name="close" size={14} />
            </Button>
          </span>
        );
      })}
      {filter !== "" && !isSaved(saved, filter) && (
        <Button kind="bare" size="s" onClick={() => change(filter)}>
          {words.runs.filters.save}
        </Button>
      )}
    </div>
  );
}

function toParts(params: URLSearchParams): URLSearchParams {
  return new URLSearchParams(
    PARTS.flatMap((part) => (params.get(part) ? [[part, params.get(part) ?? ""]] : [])),
  );
}
