/** The body of an answer from outside, in bounded memory. What is longer is not read on, and its connection is closed. */

type Answer = Pick<Response, "body">;

/** @returns undefined when it is longer than `maxBytes` */
export async function readBody({ body }: Answer, maxBytes: number): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** @returns undefined when it is no JSON, as a page of a proxy, or longer than `maxBytes` */
export async function readJson(answer: Answer, maxBytes: number): Promise<unknown> {
  const bytes = await readBody(answer, maxBytes);
  try {
    return JSON.parse(bytes?.toString("utf8") ?? "");
  } catch {
    return undefined; // Whoever asked checks the shape, and refuses this, too.
  }
}
