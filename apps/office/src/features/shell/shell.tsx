/** Around every page: sidebar or bottom bar, palette, keys, stream, connection, toasts. */
"use client";
import { useQueryClient } from "@tanstack/react-query";
import type { RunState } from "@tinyagi/contracts";
import { usePathname } from "next/navigation";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { api } from "../../lib/api";
import { toMark } from "../../lib/format/text";
import { whenAtRest } from "../../lib/rest";
import { forgetOfEndedRuns } from "../../lib/steer-drafts";
import { useConnection, useStream } from "../../lib/stream/use-stream";
import { useCaughtFiles } from "../../lib/use-caught-files";
import { words } from "../../locale/words";
import { isCurrent, PAGES, pageName } from "../../ui/pages";
import { Region } from "../../ui/region";
import { Toaster } from "../../ui/toast";
import { ConfirmAct } from "../confirm/confirm-act";
import { ExposeBanner } from "../expose/expose-banner";
import { readNeedsHash } from "../needs/needs-hash";
import { useNotifier } from "../needs/notifications";
import { closeNeeds, openNeeds, usePanel } from "../needs/panel";
import { useNeedCount } from "../needs/use-needs";
import { ConnectionBanner } from "./connection";
import { HelpDialog } from "./help";
import { type Open, useKeys } from "./keys";
import { LazyNeeds, warmNeeds } from "./lazy-needs";
import { LazyPalette, warmPalette } from "./lazy-palette";
import { More } from "./more";
import { BottomBar, NeedsStrip, Sidebar } from "./navigation";
import { usePageCounts } from "./use-page-counts";
import { useWarmPages } from "./warm-pages";

export function Shell({ children, onLoggedOut }: { children: ReactNode; onLoggedOut: () => void }) {
  useStream();
  const [open, setOpen] = useState<Open>();
  const close = useCallback(() => setOpen(undefined), []);
  const connection = useConnection();
  const queries = useQueryClient();
  // Asked for after what the page asks: effects of children run first, and a browser has six connections.
  const counts = usePageCounts();
  const needs = useNeedCount();
  useNotifier();
  useCaughtFiles();
  useWarmPages();
  useEffect(() => whenAtRest(warmPalette), []);
  useEffect(() => whenAtRest(() => void forgetOfEndedRuns(readRunState)), []);
  useEffect(() => whenAtRest(warmNeeds), []);
  const pathname = usePathname();
  const { at } = usePanel();
  useKeys(open === undefined && at === undefined, setOpen);
  useEffect(() => {
    // A notification, or a link of an earlier version.
    const onHash = (): void => {
      const key = readNeedsHash(location.hash);
      if (key === undefined) return;
      history.replaceState(history.state, "", location.pathname + location.search);
      openNeeds(key);
    };
    onHash();
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, []);
  useEffect(() => whenAtRest(keepNotified), []);
  useEffect(() => {
    if (connection === "loggedOut") onLoggedOut();
  }, [connection, onLoggedOut]);
  useEffect(() => {
    const page = PAGES.find((page) => isCurrent(page, pathname));
    const name = page === undefined ? "TinyOffice" : pageName(page);
    return keepTitle(
      `${needs === undefined || needs === 0 ? "" : `(${toMark(needs)}) `}${name} · TinyOffice`,
    );
  }, [pathname, needs]);
  return (
    <div className="flex h-dvh flex-col md:grid md:grid-cols-[56px_minmax(0,1fr)] lg:grid-cols-[232px_minmax(0,1fr)]">
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-n-0 focus:p-2">
        {words.shell.skip}
      </a>
      <Sidebar pathname={pathname} counts={counts} needs={needs} onFind={() => setOpen("palette")} />
      <main id="main" className="relative flex min-h-0 min-w-0 flex-1 flex-col overflow-hidden">
        <ConnectionBanner connection={connection} />
        <ExposeBanner />
        <Region name={words.shell.thisPage}>{children}</Region>
      </main>
      <NeedsStrip needs={needs} />
      <BottomBar pathname={pathname} needs={needs} onMore={() => setOpen("more")} />
      {at !== undefined && <LazyNeeds at={at} onClose={closeNeeds} />}
      {open === "palette" && <LazyPalette onClose={close} />}
      {open === "more" && (
        <More pathname={pathname} counts={counts} onFind={() => setOpen("palette")} onClose={close} />
      )}
      {open === "help" && <HelpDialog onClose={close} />}
      <ConfirmAct />
      <Toaster onUndo={() => void queries.invalidateQueries()} />
    </div>
  );
}

/** Loaded only in a browser that was permitted to notify. */
function keepNotified(): void {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  import("../push/subscription")
    .then(({ refreshSubscription }) => refreshSubscription())
    .catch((error: unknown) =>
      console.warn("The notifications of this browser could not be renewed.", error),
    );
}

async function readRunState(id: string): Promise<RunState> {
  return (await api().call("getRun", { params: { id } })).status;
}

/** Next writes the title of the layout again when a link changes only the query. @returns what ends it */
function keepTitle(title: string): () => void {
  const set = (): void => {
    if (document.title !== title) document.title = title;
  };
  set();
  const observer = new MutationObserver(set);
  observer.observe(document.head, { childList: true, subtree: true, characterData: true });
  return () => observer.disconnect();
}
