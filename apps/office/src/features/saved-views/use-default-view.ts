/** Opens a page with the view that was chosen for it. */
"use client";
import { useSearchParams } from "next/navigation";
import { useEffect } from "react";
import { useSavedViews, type ViewPage, viewHref } from "../../lib/saved-views";

/** Once for each visit of the page, and not where the address asks for something itself. */
export function useDefaultView(page: ViewPage): void {
  const asked = useSearchParams().toString();
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the page opens; then the reader chooses.
  useEffect(() => {
    const view = useSavedViews.getState().find((one) => one.page === page && one.isDefault === true);
    if (view === undefined || asked !== "" || location.search !== "") return;
    history.replaceState(null, "", viewHref(view));
    dispatchEvent(new Event("tinyoffice:address"));
  }, []);
}
