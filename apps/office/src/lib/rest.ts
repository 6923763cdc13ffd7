/** Work that the first view of the page must not wait for. */
const REST_MS = 2_000;

/** Runs it some time after the page has loaded. */
export function whenAtRest(work: () => void): void {
  const later = (): void => void setTimeout(work, REST_MS);
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
}
