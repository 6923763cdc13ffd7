/** A new home begins with the first run, unless someone left it in this browser. */
"use client";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect } from "react";
import { useSetup } from "./queries";

const KEY = "tinyoffice.welcomed";
/** The query of the step that was open last, so that the first run continues there. */
const PLACE = "tinyoffice.welcome.place";

/** From now on Home opens, also before the first message. */
export function endWelcome(): void {
  try {
    localStorage.setItem(KEY, "1");
  } catch {
    // A browser that keeps nothing offers the first run again until the first message.
  }
}

function wasLeft(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

/** Remembers the step and the choices of the address. */
export function useKeepPlace(): void {
  const search = useSearchParams().toString();
  useEffect(() => {
    try {
      localStorage.setItem(PLACE, search);
    } catch {
      // A browser that keeps nothing begins with the first step again.
    }
  }, [search]);
}

function placeLeft(): string {
  try {
    const search = localStorage.getItem(PLACE) ?? "";
    return search === "" ? "/start" : `/start?${search}`;
  } catch {
    return "/start";
  }
}

/** Opens the first run in a new home, at the step where it was left. */
export function useWelcome(): void {
  const router = useRouter();
  const isNew = useSetup().data?.isNew;
  useEffect(() => {
    if (isNew === true && !wasLeft()) router.replace(placeLeft());
  }, [isNew, router]);
}
