/** Asks the search of the settings. What it finds is text from outside: bounded, and harmless to show. */
import { AppError, type WebSearchConfig } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { SEARCHERS } from "./search-kinds.js";

const RESULTS_MAX = 10;
const ANSWER_MAX_BYTES = 1_024 * 1_024;
const TIMEOUT_MS = 20_000;
const TEXT_MAX_CHARS = 500;

export interface WebResult {
  readonly title: string;
  readonly url: string;
  readonly text: string;
}

export interface SearchOptions {
  readonly config: WebSearchConfig;
  /** The key itself. */
  readonly key: string | undefined;
  readonly signal: AbortSignal;
  /** Default: the one of the settings or of the kind. For tests. */
  readonly base?: string | undefined;
}

/** @throws AppError `UNAVAILABLE`, `TIMED_OUT` */
export async function searchWeb(query: string, options: SearchOptions): Promise<WebResult[]> {
  const { config, key, signal } = options;
  const row = SEARCHERS[config.kind];
  const url = new URL(options.base ?? config.url ?? row.url ?? "");
  if (row.path !== "") url.pathname = `${url.pathname.replace(/\/$/, "")}${row.path}`;
  const asked = row.ask(query, RESULTS_MAX);
  if (row.method === "GET")
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, String(value));
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const answer = await fetch(url, {
      method: row.method,
      // The key belongs to this address only.
      redirect: "error",
      signal: AbortSignal.any([signal, timeout]),
      headers: {
        accept: "application/json",
        ...(row.method === "POST" ? { "content-type": "application/json" } : {}),
        ...(key === undefined ? {} : row.headers(key)),
      },
      ...(row.method === "POST" ? { body: JSON.stringify(asked) } : {}),
    });
    if (!answer.ok) throw new AppError("UNAVAILABLE", toRefusal(answer.status));
    return resultsIn(JSON.parse(await boundedText(answer)), row.results);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError) throw error;
    if (timeout.aborted)
      throw new AppError("TIMED_OUT", "The search did not answer in time.", { cause: error });
    throw new AppError("UNAVAILABLE", "The search cannot be reached, or its answer cannot be read.", {
      cause: error,
    });
  }
}

function toRefusal(status: number): string {
  if (status === 401 || status === 403)
    return `The search refused its key (${status}). The owner sets it with: tinyagi config set tools.web_search.api_key`;
  return `The search answered with the status ${status}. Try again later.`;
}

async function boundedText(answer: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of answer.body ?? []) {
    size += piece.length;
    if (size > ANSWER_MAX_BYTES) throw new AppError("UNAVAILABLE", "The answer of the search is too large.");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function resultsIn(answer: unknown, path: readonly string[]): WebResult[] {
  const list = path.reduce((value, step) => (Object(value) as Record<string, unknown>)[step], answer);
  if (!Array.isArray(list)) return [];
  return list.slice(0, RESULTS_MAX).flatMap((one: unknown) => {
    const { title, url, content, description, snippet } = Object(one) as Record<string, unknown>;
    if (typeof url !== "string" || !/^https?:\/\//.test(url)) return [];
    return [
      {
        title: shortText(title),
        url: shortText(url, 2_048),
        text: shortText(content ?? description ?? snippet),
      },
    ];
  });
}

function shortText(value: unknown, max = TEXT_MAX_CHARS): string {
  return typeof value === "string" ? cleanLine(value.slice(0, max)) : "";
}
