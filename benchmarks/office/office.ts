/** TinyOffice in real Chromium, against a real daemon. */
import type { Figure } from "../support/figure.js";
import { measureLoading } from "./loading.js";
import { measureScrolling } from "./scrolling.js";
import { measureWalking } from "./walking.js";

export async function measureOffice(): Promise<Figure[]> {
  return [...(await measureLoading()), ...(await measureScrolling()), ...(await measureWalking())];
}
