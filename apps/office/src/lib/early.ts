/**
 * The first answers of a page. The head of the page asks for them while the scripts still load, so that a page is drawn
 * once, with its data. Guarantees: a browser without a session sends one request that the daemon refuses, no more; each
 * answer is used once, and none after the first event, which may have made it old.
 */

/** Any answer tells who may see the page. This one every page shows. */
const PROBE = "/api/queue/status";
const EVERY_PAGE = [
  "/api/agents",
  "/api/approvals?status=open",
  "/api/queue/dead?limit=100",
  "/api/spend?by=day&days=1&limit=1",
  "/api/budgets",
  "/api/chatroom",
];
const CONVERSATIONS = ["/api/conversations?status=open&limit=100", "/api/conversations?limit=100"];
const RUNS = ["/api/runs?status=running&limit=100", "/api/runs?limit=100"];
const MONEY = "/api/spend?by=conversation&limit=1000";
/** As a page opens without a filter or a selection. */
const BY_PAGE = {
  "/": [
    ...CONVERSATIONS,
    ...RUNS,
    MONEY,
    "/api/teams",
    "/api/channels",
    "/api/pairing",
    "/api/responses?limit=100",
  ],
  "/chat": [
    "/api/conversations?status=open&rooms=false&limit=100",
    "/api/conversations?limit=100&rooms=false",
    ...RUNS,
    "/api/teams",
    "/api/responses?limit=100",
  ],
  "/tasks": [
    "/api/teams",
    "/api/projects?limit=1000",
    "/api/tasks/board?projectId=&assignee=&text=&limit=50",
  ],
  "/runs": ["/api/runs?top=true&limit=100"],
  "/queue": ["/api/queue/lanes", "/api/queue/dead/summary"],
  "/agents": [...CONVERSATIONS, ...RUNS, "/api/teams", "/api/providers"],
  "/teams": [...CONVERSATIONS, ...RUNS, "/api/teams"],
  "/schedules": [...CONVERSATIONS, "/api/schedules", "/api/teams"],
  "/channels": ["/api/channels", "/api/pairing", "/api/responses/undelivered"],
  "/settings": ["/api/settings", "/api/settings/schema"],
};

/**
 * Runs in the head. Kept as text, because the page's policy allows it by its hash. A ticket must be redeemed first. The
 * scripts of the page come before the answers: a browser has six connections to the daemon.
 */
export const EARLY_SCRIPT = `(()=>{if(/[#&]ticket=/.test(location.hash))return;
const kept=globalThis.tinyofficeEarly=new Map();
const ask=(path,priority)=>{const answer=fetch(path,{priority,headers:{accept:"application/json"},redirect:"error"});answer.catch(()=>{});kept.set(path,answer);return answer};
const pages=${JSON.stringify(BY_PAGE)};
ask("${PROBE}","high").then(({ok})=>{if(ok)for(const path of ${JSON.stringify(EVERY_PAGE)}.concat(location.search===""&&pages[location.pathname]||[]))ask(path,"low")},()=>{})})()`;

declare global {
  var tinyofficeEarly: Map<string, Promise<Response>> | undefined;
}

/** @returns the answer to this request, if the head of the page asked for it and nobody took it */
export function takeEarly(
  url: string,
  { method, signal }: { method: string; signal: AbortSignal },
): Promise<Response> | undefined {
  if (method !== "GET") return undefined;
  const path = url.slice(location.origin.length);
  const answer = globalThis.tinyofficeEarly?.get(path);
  globalThis.tinyofficeEarly?.delete(path);
  if (answer === undefined || signal.aborted) return undefined;
  return Promise.race([answer, aborted(signal)]);
}

/** Called when an event comes, which may have made these answers old, and when the page rests. */
export function dropEarly(): void {
  const left = [...(globalThis.tinyofficeEarly?.keys() ?? [])];
  globalThis.tinyofficeEarly = undefined;
  if (left.length > 0) console.warn("TinyOffice asked early for what this page does not show:", ...left);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
