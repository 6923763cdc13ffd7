/** Searches the public registry of skills. Only the query leaves this machine; answers are checked and capped. */
import { readBody } from "@tinyagi/base";
import { AppError, isAppError, isPortalAnswer, PORTAL_WORDS, registryAnswerSchema } from "@tinyagi/contracts";
import { SKILL_REF } from "./skill-source.js";

export const REGISTRY_URL = "https://skills.sh";
const SEARCH_MS = 20_000;
const RESULTS_MAX = 20;
const ANSWER_MAX_BYTES = 1024 * 1024;

export interface RegistryResult {
  /** `owner/repo@skill`, ready to be installed. */
  ref: string;
  /** How often it was installed, as reported by the registry. */
  installs?: string;
  url?: string;
}

/** @throws AppError `UNAVAILABLE` when the registry cannot be reached or its answer is not valid */
export async function searchRegistry(
  query: string,
  options: { registryUrl?: string | undefined; signal?: AbortSignal | undefined },
): Promise<{ results: RegistryResult[]; raw: string }> {
  const base = options.registryUrl ?? REGISTRY_URL;
  const url = new URL("/api/search", base);
  url.searchParams.set("q", query);
  url.searchParams.set("limit", String(RESULTS_MAX));
  const timeout = AbortSignal.timeout(SEARCH_MS);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
  const { skills } = registryAnswerSchema.parse(await askRegistry(url, signal).catch(unavailable));
  const results = skills.flatMap((skill): RegistryResult[] => {
    const ref = `${skill.source ?? ""}@${skill.skillId ?? skill.name}`;
    // Drop results that could not be installed, or whose name is not plain.
    if (!SKILL_REF.test(ref)) return [];
    const page =
      skill.id !== undefined && /^[\w./@-]{1,300}$/.test(skill.id) ? `${base}/${skill.id}` : undefined;
    return [
      {
        ref,
        ...(skill.installs === undefined ? {} : { installs: String(skill.installs) }),
        ...(page === undefined ? {} : { url: page }),
      },
    ];
  });
  const shown = results.slice(0, RESULTS_MAX);
  return { results: shown, raw: shown.map(({ ref, url: page }) => [ref, page].join("\n")).join("\n") };
}

async function askRegistry(url: URL, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal, headers: { accept: "application/json" } });
  if (
    isPortalAnswer({
      url: response.url,
      status: response.status,
      contentType: response.headers.get("content-type"),
    })
  )
    throw new AppError(
      "UNAVAILABLE",
      `The registry of skills cannot be reached: ${PORTAL_WORDS}. Sign in to the network and try again.`,
    );
  if (!response.ok || response.body === null) throw new Error(`it answered ${response.status}`);
  const bytes = await readBody(response, ANSWER_MAX_BYTES);
  if (bytes === undefined) throw new Error("its answer is too large");
  const answer: unknown = JSON.parse(bytes.toString("utf8"));
  if (!registryAnswerSchema.safeParse(answer).success) throw new Error("its answer has another shape");
  return answer;
}

function unavailable(cause: unknown): never {
  if (isAppError(cause)) throw cause;
  throw new AppError(
    "UNAVAILABLE",
    "The registry of skills cannot be reached, or its answer is not valid. Check the network and try again.",
    {
      cause,
    },
  );
}
