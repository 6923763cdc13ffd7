/**
 * Requests to GitHub's REST API: bounded, with a time limit, following no redirection. An answer is asked for again with its
 * ETag, which costs nothing of the limit. After GitHub said to wait, nothing is sent until then. What comes back is data from
 * outside. https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
import type { Clock } from "@tinyagi/base";
import type { GithubPlace, PullProblem } from "@tinyagi/contracts";
import { createKeptAnswers } from "./kept-answers.js";

const ANSWER_MS = 20_000;
const BODY_MAX_BYTES = 4 * 1024 * 1024;
const VERSION = "2022-11-28";
/** Answers that are kept to be compared by their ETag. */
const KEPT_MAX = 500;
const KEPT_MAX_BYTES = 16 * 1024 * 1024;
const PAGE_SIZE = 100;
const PAGES_MAX = 3;
/** What GitHub asks for when it names no time, and the longest wait that is believed. */
const WAIT_MS = 60_000;
const WAIT_MAX_MS = 60 * 60_000;

/** GitHub did not do what was asked. */
export class GithubError extends Error {
  /** @param until when GitHub may be asked again */
  constructor(
    readonly problem: PullProblem,
    readonly until: number | undefined = undefined,
  ) {
    super(problem);
  }
}

export interface GithubCall {
  readonly place: GithubPlace;
  readonly token: string;
  readonly signal?: AbortSignal | undefined;
}

export interface GithubApi {
  /** @param path below the repository, such as `/pulls/1` @throws GithubError */
  get(call: GithubCall, path: string): Promise<unknown>;
  /** The first pages of a list. @param list of a page @throws GithubError */
  list(call: GithubCall, path: string, list?: (page: unknown) => unknown): Promise<unknown[]>;
  /** @returns the answer, also of a refusal that is about what was asked @throws GithubError */
  send(
    call: GithubCall,
    request: { method: "POST" | "PUT"; path: string; body: object },
  ): Promise<{ status: number; body: unknown }>;
}

type Ask = (call: GithubCall, path: string, init?: RequestInit) => Promise<Response>;

export function createGithubApi({ clock }: { clock: Clock }): GithubApi {
  const ask = createAsk(clock);
  const get = createGet(ask);
  return {
    get,
    async list(call, path, list = (page) => page) {
      const all: unknown[] = [];
      for (let page = 1; page <= PAGES_MAX; page += 1) {
        const more = `${path.includes("?") ? "&" : "?"}per_page=${PAGE_SIZE}&page=${page}`;
        const items = list(await get(call, `${path}${more}`));
        if (!Array.isArray(items)) throw new GithubError("unexpected");
        all.push(...items.slice(0, PAGE_SIZE));
        if (items.length < PAGE_SIZE) break;
      }
      return all;
    },
    async send(call, { method, path, body }) {
      const headers = { "content-type": "application/json" };
      const answer = await ask(call, path, { method, headers, body: JSON.stringify(body) });
      const { body: told } = await read(answer);
      return { status: answer.status, body: told };
    },
  };
}

function createAsk(clock: Clock): Ask {
  const blocked = new Map<string, number>();
  return async (call, path, init = {}) => {
    const { place, token, signal } = call;
    const until = blocked.get(place.api) ?? 0;
    if (until > clock.now()) throw new GithubError("limited", until);
    const limit = AbortSignal.timeout(ANSWER_MS);
    const headers = {
      accept: "application/vnd.github+json",
      "x-github-api-version": VERSION,
      "user-agent": "TinyAGI",
      authorization: `Bearer ${token}`,
      ...(init.headers as Record<string, string> | undefined),
    };
    const more = { redirect: "error", signal: signal ? AbortSignal.any([signal, limit]) : limit } as const;
    const answer = await fetch(`${place.api}/repos/${place.owner}/${place.repo}${path}`, {
      ...init,
      headers,
      ...more,
    }).catch((cause: unknown) => {
      if (signal?.aborted) throw cause;
      throw new GithubError("unreachable");
    });
    const wait = waitOf(answer, clock.now());
    if (wait === undefined) return answer;
    blocked.set(place.api, wait);
    await answer.body?.cancel();
    throw new GithubError("limited", wait);
  };
}

function createGet(ask: Ask): GithubApi["get"] {
  const kept = createKeptAnswers({ count: KEPT_MAX, bytes: KEPT_MAX_BYTES });
  return async (call, path) => {
    const key = `${call.place.api}/${call.place.owner}/${call.place.repo}${path}`;
    const known = kept.get(key);
    const answer = await ask(call, path, known && { headers: { "if-none-match": known.etag } });
    if (answer.status === 304 && known !== undefined) return known.body;
    const { body, size } = await read(answer);
    if (answer.status !== 200) throw new GithubError(problemOf(answer.status));
    kept.put(key, { etag: answer.headers.get("etag"), body, size });
    return body;
  };
}

export function problemOf(status: number): PullProblem {
  if (status === 401) return "unauthorized";
  if (status === 403 || status === 404) return "forbidden";
  return status >= 500 ? "unreachable" : "unexpected";
}

/** When to ask again after a limit; undefined for any other answer. */
function waitOf({ status, headers }: Response, now: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const after = numberOf(headers.get("retry-after"));
  const reset = numberOf(headers.get("x-ratelimit-reset"));
  const isSpent = headers.get("x-ratelimit-remaining") === "0";
  if (after === undefined && !isSpent && status === 403) return undefined;
  const until =
    after !== undefined
      ? now + after * 1_000
      : isSpent && reset !== undefined
        ? reset * 1_000
        : now + WAIT_MS;
  return Math.min(Math.max(until, now + 1_000), now + WAIT_MAX_MS);
}

function numberOf(text: string | null): number | undefined {
  return text !== null && /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined;
}

async function read(answer: Response): Promise<{ body: unknown; size: number }> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of answer.body ?? []) {
      size += part.length;
      if (size > BODY_MAX_BYTES) throw new GithubError("unexpected");
      parts.push(part);
    }
    const body: unknown = size === 0 ? undefined : JSON.parse(Buffer.concat(parts).toString("utf8"));
    return { body, size };
  } catch (error) {
    if (error instanceof GithubError) throw error;
    throw new GithubError(error instanceof SyntaxError ? "unexpected" : "unreachable");
  }
}
