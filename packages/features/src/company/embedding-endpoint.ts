/**
 * Asks an endpoint with OpenAI's API for vectors: `POST {base}/embeddings`. Guarantees: one request; no redirect is followed,
 * because it would carry the texts and the key elsewhere; the answer is read up to a limit; what comes back is one vector of
 * length 1 for each text, all with the same number of dimensions, or a problem.
 */
import { readJson } from "@tinyagi/base";
import { type EmbeddingProblem, embeddingAnswerSchema } from "@tinyagi/contracts";

/** 32 vectors of 4,096 numbers with all their digits have less than 3 MiB. */
const ANSWER_MAX_BYTES = 8 * 1_024 * 1_024;
const LOGIN: ReadonlySet<number> = new Set([401, 402, 403]);
const BUSY: ReadonlySet<number> = new Set([408, 425, 429]);

export interface EmbeddingRequest {
  readonly baseUrl: string;
  readonly key: string | undefined;
  readonly model: string;
  readonly texts: readonly string[];
  readonly signal: AbortSignal;
}

export type EmbeddingAnswer =
  | { readonly kind: "vectors"; readonly vectors: Float32Array[] }
  | { readonly kind: "problem"; readonly problem: EmbeddingProblem };

/** Never rejects. */
export async function askForVectors(request: EmbeddingRequest): Promise<EmbeddingAnswer> {
  const { baseUrl, key, model, texts, signal } = request;
  try {
    const response = await fetch(`${baseUrl.replace(/\/$/, "")}/embeddings`, {
      method: "POST",
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify({ model, input: texts, encoding_format: "float" }),
      redirect: "manual",
      signal,
    });
    return await readAnswer(response, texts.length);
  } catch {
    // Not reached, too slow, or cut off while it answered.
    return problem("down");
  }
}

async function readAnswer(response: Response, count: number): Promise<EmbeddingAnswer> {
  const { ok, status } = response;
  if (!ok) {
    await response.body?.cancel();
    if (LOGIN.has(status)) return problem("login");
    return problem(status >= 500 || BUSY.has(status) ? "down" : "refused");
  }
  const parsed = embeddingAnswerSchema.safeParse(await readJson(response, ANSWER_MAX_BYTES));
  if (!parsed.success || parsed.data.data.length !== count) return problem("not_vectors");
  const byPlace = new Map(parsed.data.data.map(({ index, embedding }) => [index, embedding]));
  const dimensions = byPlace.get(0)?.length;
  const vectors: Float32Array[] = [];
  for (let place = 0; place < count; place += 1) {
    const vector = toUnit(byPlace.get(place) ?? []);
    if (vector === undefined || vector.length !== dimensions) return problem("not_vectors");
    vectors.push(vector);
  }
  return { kind: "vectors", vectors };
}

/** The same direction with length 1, so that a product of two is their cosine. */
function toUnit(numbers: readonly number[]): Float32Array | undefined {
  let squares = 0;
  for (const number of numbers) squares += number * number;
  const length = Math.sqrt(squares);
  if (!Number.isFinite(length) || length === 0) return undefined;
  return Float32Array.from(numbers, (number) => number / length);
}

function problem(code: EmbeddingProblem): EmbeddingAnswer {
  return { kind: "problem", problem: code };
}
