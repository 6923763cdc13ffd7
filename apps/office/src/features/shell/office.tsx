/** The whole page: who may see it, then the shell around a route. */
"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, startTransition, useCallback, useEffect, useState } from "react";
import { api, isLoggedOut } from "../../lib/api";
import { watchInstall } from "../../lib/install";
import { KEYS } from "../../lib/keys";
import { hasBegun, loadAgain } from "../../lib/missing-files";
import { registerServiceWorker } from "../../lib/offline";
import { redeemTicket, takeTicket } from "../../lib/session";
import { onSessionElsewhere, readSession } from "../../lib/session-store";
import { surviveTranslation } from "../../lib/translated";
import { loadWords } from "../../locale/words";
import { Login } from "../session/login";
import { MissingPage } from "./missing-page";
import { Opening } from "./opening";
import { Shell } from "./shell";

type Access = "checking" | "in" | "out" | "ended" | "expired" | "away" | "missing";

/**
 * Answers stay until an event makes them old: nothing is read again because time has passed or a window has focus. Requests
 * go out whatever the browser says of its network: the daemon may be on this machine, and the service worker answers for it.
 */
function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      mutations: { networkMode: "always" },
      queries: {
        networkMode: "always",
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 30 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (count, error) => !isLoggedOut(error) && count < 2,
      },
    },
  });
}

export function Office({ children }: { children: ReactNode }) {
  const [queries] = useState(createQueries);
  const [access, setAccess] = useState<Access>("checking");
  const check = useCallback((): void => {
    open(queries).then(
      // React draws the whole page in slices, so that the browser can answer in between.
      (found) => startTransition(() => setAccess(found)),
      // Only the texts of another language can be missing: they are a file of their own.
      () => loadAgain() || setAccess("missing"),
    );
  }, [queries]);
  useEffect(hasBegun, []);
  useEffect(check, [check]);
  useEffect(registerServiceWorker, []);
  useEffect(watchInstall, []);
  useEffect(surviveTranslation, []);
  // All tabs share the session, so that a person logs in and out once.
  useEffect(
    () =>
      onSessionElsewhere((isOpen) => {
        if (!isOpen) setAccess("ended");
        else if (access !== "in") check();
      }),
    [access, check],
  );
  if (access === "checking") return <Opening />;
  if (access === "missing") return <MissingPage />;
  if (access !== "in") return <Login reason={access} onDone={check} />;
  return (
    <QueryClientProvider client={queries}>
      <Shell onLoggedOut={() => setAccess("ended")}>{children}</Shell>
    </QueryClientProvider>
  );
}

/** Nothing is drawn before both are known: who may see it, and in which language. */
async function open(queries: QueryClient): Promise<Access> {
  const [access] = await Promise.all([findAccess(queries), loadWords()]);
  return access;
}

async function findAccess(queries: QueryClient): Promise<Access> {
  const ticket = takeTicket();
  const had = readSession();
  try {
    // A used ticket does no harm to someone who is logged in already.
    if (ticket !== undefined) await redeemTicket(ticket);
    // What an earlier session of this page has read.
    queries.clear();
    // Any answer would do. This one every page shows.
    queries.setQueryData(KEYS.status, await api().call("queueStatus"));
    return "in";
  } catch (error) {
    if (!isLoggedOut(error)) return "away";
    if (ticket !== undefined) return "expired";
    return had === undefined ? "out" : "ended";
  }
}
