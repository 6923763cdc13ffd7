/** Answers that are kept to be compared by their ETag: those used last, within a number and a size. */

interface KeptAnswer {
  readonly etag: string;
  readonly body: unknown;
  /** Of its text, in bytes. */
  readonly size: number;
}

interface KeptAnswers {
  get(key: string): KeptAnswer | undefined;
  /** Without an ETag it is not kept. */
  put(key: string, answer: Omit<KeptAnswer, "etag"> & { etag: string | null }): void;
}

export function createKeptAnswers(limits: { count: number; bytes: number }): KeptAnswers {
  const kept = new Map<string, KeptAnswer>();
  let total = 0;
  function drop(key: string): void {
    total -= kept.get(key)?.size ?? 0;
    kept.delete(key);
  }
  function put(key: string, answer: KeptAnswer): void {
    drop(key);
    kept.set(key, answer);
    total += answer.size;
    for (const oldest of kept.keys()) {
      if (kept.size <= limits.count && total <= limits.bytes) break;
      drop(oldest);
    }
  }
  return {
    get(key) {
      const answer = kept.get(key);
      if (answer !== undefined) put(key, answer);
      return answer;
    },
    put(key, { etag, body, size }) {
      if (etag === null) drop(key);
      else put(key, { etag, body, size });
    },
  };
}
