/** Fetches the other pages while this one rests, one at a time, so that each opens at once. */
"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { whenAtRest } from "../../lib/rest";
import { PAGES } from "../../ui/pages";

const STEP_MS = 200;

export function useWarmPages(): void {
  const router = useRouter();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isLeft = false;
    const warm = ([page, ...others]: typeof PAGES): void => {
      if (page === undefined || isLeft) return;
      router.prefetch(page.path);
      timer = setTimeout(() => warm(others), STEP_MS);
    };
    whenAtRest(() => warm(PAGES));
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  }, [router]);
}
