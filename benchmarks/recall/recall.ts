/**
 * How often a question finds its note among the first five: by words alone, and with vectors. 60 questions, most of them in
 * other words than their note. The vectors are GloVe's, which it installs, or those of an endpoint of yours.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { waitFor } from "@tinyagi/testkit";
import { type BenchDaemon, claudeAgents, startBenchDaemon } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";

const INSTALL_TIMEOUT_MS = 300_000;
const EMBED_TIMEOUT_MS = 120_000;
const FIRST = 5;
/** Of the questions. */
const AIM = 0.9;
const FOLDER = new URL("./word-vectors/", import.meta.url);

interface Pair {
  path: string;
  name: string;
  summary: string;
  text: string;
  question: string;
}

interface Endpoint {
  base_url: string;
  model: string;
}

export interface RecallOptions {
  /** Base URL of an endpoint with OpenAI's API, in place of the word vectors. */
  readonly endpoint?: string | undefined;
  readonly model?: string | undefined;
}

/** @throws when the word vectors cannot be installed, or when the endpoint makes no vectors */
export async function measureRecall({ endpoint, model }: RecallOptions): Promise<Figure[]> {
  const pairs = JSON.parse(
    readFileSync(new URL("../../tests/fixtures/recall/pairs.json", import.meta.url), "utf8"),
  ) as Pair[];
  const plain = await count(pairs, undefined);
  if (endpoint !== undefined) {
    if (model === undefined) throw new Error("--endpoint needs --model.");
    return [
      toFigure("by words", plain),
      toFigure(`with ${model}`, await count(pairs, { base_url: endpoint, model })),
    ];
  }
  await using vectors = await startWordVectors();
  const found = await count(pairs, { base_url: vectors.url, model: "glove-100d" });
  return [toFigure("by words", plain), toFigure("with word vectors", found)];
}

function toFigure(how: string, { found, of, ms }: Counted): Figure {
  return {
    name: `recall@${FIRST} ${how}: ${found} of ${of}, ${ms.toFixed(1)} ms each`,
    value: found / of,
    unit: "",
    aim: { min: AIM },
  };
}

interface Counted {
  found: number;
  of: number;
  ms: number;
}

async function count(pairs: readonly Pair[], embedding: Endpoint | undefined): Promise<Counted> {
  const settings = { agents: claudeAgents(1), recall: embedding === undefined ? {} : { embedding } };
  await using daemon = await startBenchDaemon(settings, (home) => writeNotes(home, pairs));
  await indexed(daemon, pairs.length, embedding !== undefined);
  const begun = performance.now();
  let found = 0;
  for (const { path, question } of pairs) {
    const { hits } = await daemon.client.call("recallCompany", { query: { q: question, limit: FIRST } });
    if (hits.some(({ ref }) => ref === `${path}.md`)) found += 1;
  }
  return { found, of: pairs.length, ms: (performance.now() - begun) / pairs.length };
}

async function indexed({ client }: BenchDaemon, notes: number, isEmbedded: boolean): Promise<void> {
  await waitFor(
    async () => {
      const { embedding, notes: listed } = await client.call("listCompany", {});
      if (embedding?.problem != null) throw new Error(`The endpoint makes no vectors: ${embedding.problem}`);
      return listed.length === notes && (!isEmbedded || embedding?.embedded === notes);
    },
    { timeoutMs: EMBED_TIMEOUT_MS },
  );
}

async function writeNotes(home: string, pairs: readonly Pair[]): Promise<void> {
  for (const { path, name, summary, text } of pairs) {
    const file = join(home, "company", `${path}.md`);
    await mkdir(dirname(file), { recursive: true });
    const head = `name: ${JSON.stringify(name)}\nsummary: ${JSON.stringify(summary)}`;
    await writeFile(file, `---\n${head}\n---\n\n${text}\n`);
  }
}

async function startWordVectors(): Promise<AsyncDisposable & { url: string }> {
  if (!existsSync(new URL("node_modules/", FOLDER))) {
    const options = { cwd: FOLDER, stdio: "inherit", timeout: INSTALL_TIMEOUT_MS } as const;
    execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], options);
  }
  const program = fileURLToPath(new URL("endpoint.mjs", FOLDER));
  const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
  const [address] = (await once(child.stdout, "data")) as [Buffer];
  return {
    url: address.toString("utf8").trim(),
    async [Symbol.asyncDispose]() {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}
