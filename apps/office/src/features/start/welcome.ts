/** A new home begins with the first run, unless someone left it in this browser. */
"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useSetup } from "./queries";

const KEY = "tinyoffice.welcomed";

/** From now on Home opens, also before the first message. */
export function leaveWelcome(): void {
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

/** Opens the first run in a new home. */
export function useWelcome(): void {
  const router = useRouter();
  const isNew = useSetup().data?.isNew;
  useEffect(() => {
    if (isNew === true && !wasLeft()) router.replace("/start");
  }, [isNew, router]);
}
