/**
 * The first question of each page, asked while its scripts load. Who may see the page is then known a round trip earlier,
 * which a phone notices.
 */
const PATH = "/api/queue/status";
const NAME = "tinyofficeStatus";

declare global {
  interface Window {
    [NAME]?: Promise<Response> | undefined;
  }
}

/** Runs in the head of the page. Kept as text, because the page's policy allows it by its hash. A ticket is redeemed first. */
export const EARLY_SCRIPT = `if(!location.hash.includes("ticket="))(self.${NAME}=fetch("${PATH}")).catch(()=>{})`;

/** As `fetch`: the question that was asked early has its answer once. If it failed, it is asked again. */
export function fetchEarly(url: string | URL | Request, options?: RequestInit): Promise<Response> {
  const early = window[NAME];
  if (early === undefined || url !== location.origin + PATH) return fetch(url, options);
  window[NAME] = undefined;
  return early.catch(() => fetch(url, options));
}
