/**
 * The first question of each page, asked while its scripts load. Who may see the page is then known a round trip earlier,
 * which a phone notices.
 */
import { SESSION_HEADER, SESSION_KEY } from "@tinyagi/contracts";
import { readSession } from "./session-store";

const PATH = "/api/queue/status";
const NAME = "tinyofficeStatus";

declare global {
  interface Window {
    [NAME]?: Promise<Response> | undefined;
  }
}

/** Runs in the head of the page. Kept as text, because the page's policy allows it by its hash. A ticket is redeemed first. */
export const EARLY_SCRIPT = `if(!location.hash.includes("ticket=")){let s;try{s=localStorage.getItem("${SESSION_KEY}")}catch{}
(self.${NAME}=fetch("${PATH}",{redirect:"error",headers:s?{"${SESSION_HEADER}":s}:{}})).catch(()=>{})}`;

/**
 * The answer to the question that was asked early, once, for the request that asks the same. A failure is none: it is
 * asked again. So is a refusal of a session, because another tab may have begun a new one since.
 */
export async function takeEarly(href: string): Promise<Response | undefined> {
  const early = window[NAME];
  if (early === undefined || href !== location.origin + PATH) return undefined;
  window[NAME] = undefined;
  const answer = await early.catch(() => undefined);
  const isRefused = answer?.status === 401 && readSession() !== undefined;
  return isRefused ? undefined : answer;
}
