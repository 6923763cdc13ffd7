/**
 * The search by meaning: an endpoint with known vectors finds what shares no word, and one that is down, hostile or changed
 * harms nothing.
 *
 * @requirement COMPANY-1
 */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { companyNote, createCompanyFixture } from "./fixture.js";

/** Texts about money point one way, texts about people another. */
const toVector = (text: string): number[] =>
  /euro|cost|spend|fee/i.test(text)
    ? [1, 0.1, 0]
    : /Kim|staff|colleague/i.test(text)
      ? [0, 1, 0.1]
      : [0, 0, 1];

interface Asked {
  input: string[];
  model: string;
  authorization: string | undefined;
}
type Answer = (response: ServerResponse, asked: Asked) => void;

const good: Answer = (response, { input }) =>
  response.end(
    JSON.stringify({ data: input.map((text, index) => ({ index, embedding: toVector(text) })).reverse() }),
  );
const fixed =
  (vectors: unknown): Answer =>
  (response, { input }) =>
    response.end(JSON.stringify({ data: input.map((_, index) => ({ index, embedding: vectors })) }));

async function openEndpoint(answer: Answer = good) {
  const it = { answer, asked: [] as Asked[], url: "" };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
      const asked = { ...body, authorization: request.headers.authorization };
      it.asked.push(asked);
      it.answer(response, asked);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  it.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return it;
}

async function openCompany(url: string, more: { model?: string; api_key?: string } = {}) {
  const fixture = await createCompanyFixture({
    recall: { embedding: { base_url: url, model: "m1", ...more } },
  });
  onTestFinished(() => fixture[Symbol.asyncDispose]());
  await fixture.copy("prices.md", companyNote("Prices", "What the plans are", "The small plan is 12 euros."));
  await fixture.copy("team.md", companyNote("Team", "Who works here", "Kim answers the phone."));
  const ready = async () => {
    await fixture.company.index();
    await fixture.company.embedded();
  };
  return { ...fixture, ready };
}

test("a question in other words finds its note by its meaning, and says so", async () => {
  const endpoint = await openEndpoint();
  const it = await openCompany(endpoint.url, { api_key: "sk-1" });
  await it.ready();
  const [first] = await it.find("monthly fee");
  expect(first).toMatchObject({ ref: "prices.md", by: ["meaning"], covers: 0 });
  expect((await it.find("small plan fee"))[0]).toMatchObject({ ref: "prices.md", by: ["words", "meaning"] });
  expect(it.company.embedding()).toEqual({ model: "m1", documents: 2, embedded: 2, problem: null });
  expect(
    endpoint.asked.every(({ authorization, model }) => authorization === "Bearer sk-1" && model === "m1"),
  ).toBe(true);
});

test("only what changed is embedded again, and all of it with another model", async () => {
  const endpoint = await openEndpoint();
  const it = await openCompany(endpoint.url);
  await it.ready();
  const sent = () => endpoint.asked.flatMap(({ input }) => input).length;
  expect(sent()).toBe(2);
  await it.ready();
  expect(sent()).toBe(2);
  await it.copy("team.md", companyNote("Team", "Who works here", "Kim left. Lee answers."));
  await it.ready();
  expect(sent()).toBe(3);
  it.change({ base_url: endpoint.url, model: "m2" });
  await it.ready();
  expect(sent()).toBe(5);
  expect((await it.find("monthly fee"))[0]?.ref).toBe("prices.md");
  await it.company.notes.remove("prices.md", "operator");
  await it.ready();
  expect(it.store.company.vectorsAfter(-1, 10)).toHaveLength(1);
});

test("many pieces are sent in bounded batches, in the order of the document", async () => {
  const endpoint = await openEndpoint();
  const it = await openCompany(endpoint.url);
  const parts = Array.from({ length: 90 }, (_, at) => `${at} ${"word ".repeat(230)}`);
  await it.copy("long.md", companyNote("Long", "Many parts", parts.join("\n\n")));
  await it.ready();
  expect(Math.max(...endpoint.asked.map(({ input }) => input.length))).toBe(32);
  expect(it.company.embedding()).toMatchObject({ documents: 3, embedded: 3 });
});

const NOT_VECTORS: [string, Answer][] = [
  ["a page", (response) => response.end("<html>Please log in</html>")],
  ["no number", fixed([Number.NaN, "x"])],
  [
    "numbers without an end",
    (response) => response.end('{"data":[{"index":0,"embedding":[1e999]},{"index":1,"embedding":[1]}]}'),
  ],
  ["nothing but zeros", fixed([0, 0, 0])],
  ["numbers whose squares overflow", fixed([1e300, 1e300])],
  ["no dimensions", fixed([])],
  ["too many dimensions", fixed(Array.from({ length: 4_097 }, () => 1))],
  [
    "different dimensions",
    (response) => response.end('{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1,2]}]}'),
  ],
  ["too few vectors", (response) => response.end('{"data":[]}')],
  [
    "the same place twice",
    (response) => response.end('{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}'),
  ],
  [
    "a place far away",
    (response) =>
      response.end('{"data":[{"index":4000000000,"embedding":[1]},{"index":-1,"embedding":[1]}]}'),
  ],
  [
    "200 MB",
    (response) => {
      const chunk = " ".repeat(1_024 * 1_024);
      let left = 200;
      const write = () => {
        while (left > 0 && !response.destroyed) {
          left -= 1;
          if (!response.write(chunk)) return void response.once("drain", write);
        }
        response.end();
      };
      write();
    },
  ],
];

test.each(NOT_VECTORS)(
  "an answer with %s stores nothing, and recall finds by words",
  async (_name, answer) => {
    const endpoint = await openEndpoint(answer);
    const it = await openCompany(endpoint.url);
    await it.copy("prices.md", companyNote("Prices", "x", "a ".repeat(700)));
    await it.ready();
    expect(it.company.embedding()).toMatchObject({ embedded: 0, problem: "not_vectors" });
    expect(it.store.company.vectorsAfter(-1, 10)).toEqual([]);
    expect((await it.find("Kim answers"))[0]).toMatchObject({ ref: "team.md", by: ["words"] });
  },
);

test.each([
  [401, "login"],
  [404, "refused"],
  [302, "refused"],
  [429, "down"],
  [503, "down"],
] as const)(
  "a status %i is shown as %s, and the endpoint is left alone for a growing pause",
  async (status, problem) => {
    const endpoint = await openEndpoint((response) => {
      response.statusCode = status;
      response.setHeader("location", "http://127.0.0.1:1/");
      response.end("no");
    });
    const it = await openCompany(endpoint.url);
    await it.ready();
    expect(it.company.embedding()).toMatchObject({ embedded: 0, problem });
    for (let times = 0; times < 5; times += 1) expect((await it.find("Kim answers"))[0]?.ref).toBe("team.md");
    expect(endpoint.asked).toHaveLength(1);
    endpoint.answer = good;
    await it.clock.advance(31_000);
    await it.ready();
    expect(it.company.embedding()).toMatchObject({ embedded: 2, problem: null });
  },
);

test("nothing is asked without an endpoint, and a closed port or an unreadable key harms nothing", async () => {
  const closed = await openCompany("http://127.0.0.1:1/v1");
  await closed.ready();
  expect(closed.company.embedding()).toMatchObject({ problem: "down" });
  expect((await closed.find("Kim answers"))[0]?.ref).toBe("team.md");
  const endpoint = await openEndpoint();
  const it = await openCompany(endpoint.url, { api_key: "file:/nowhere" });
  await it.ready();
  expect(it.company.embedding()).toMatchObject({ problem: "unreadable_key" });
  it.change(undefined);
  await it.ready();
  expect(it.company.embedding()).toBeNull();
  await it.find("Kim answers");
  expect(endpoint.asked).toEqual([]);
});

test("vectors with other dimensions than the stored ones are made again after a pause", async () => {
  const endpoint = await openEndpoint();
  const it = await openCompany(endpoint.url);
  await it.ready();
  endpoint.answer = fixed([1, 0]);
  expect((await it.find("Kim answers"))[0]?.ref).toBe("team.md");
  expect(it.company.embedding()).toMatchObject({ embedded: 0, problem: "not_vectors" });
  await it.clock.advance(31_000);
  await it.ready();
  expect(it.company.embedding()).toMatchObject({ embedded: 2, problem: null });
});

test("a note that changes while it is embedded keeps no vectors of its earlier text", async () => {
  let release: (() => void) | undefined;
  const endpoint = await openEndpoint((response, asked) => {
    release = () => good(response, asked);
  });
  const it = await openCompany(endpoint.url);
  await it.company.index();
  await vi.waitFor(() => expect(release).toBeDefined());
  await it.copy("prices.md", companyNote("Prices", "What the plans are", "Ask Kim about it."));
  await it.copy("team.md", companyNote("Team", "Who works here", "Nobody now."));
  await it.company.index();
  endpoint.answer = good;
  release?.();
  await it.company.embedded();
  expect(it.store.company.documents().filter(({ embedded }) => embedded !== "")).toHaveLength(0);
  await it.ready();
  expect(it.company.embedding()).toMatchObject({ embedded: 2 });
});

test("closing ends a request that is never answered", async () => {
  const endpoint = await openEndpoint(() => undefined);
  const it = await openCompany(endpoint.url);
  await it.company.index();
  await vi.waitFor(() => expect(endpoint.asked).toHaveLength(1));
  await it.company[Symbol.asyncDispose]();
  expect(it.company.embedding()).toMatchObject({ embedded: 0, problem: null });
});
