/**
 * A network that answers in the place of the provider, over real HTTP. The key of the provider must not reach it.
 *
 * @requirement NETWORK-3
 */
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { userMessage } from "./model.js";
import { createModel, MODEL_PROVIDERS } from "./provider.js";

/** @param host another name of this machine than `localhost`, which no network can answer for */
async function serve(answer: RequestListener, host = "0.0.0.0"): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  onTestFinished(() => void server.close());
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

const request = { system: undefined, messages: [userMessage("hi")], tools: [] };
const io = () => ({ signal: new AbortController().signal, onText: () => {} });
const ask = (provider: (typeof MODEL_PROVIDERS)[number], baseUrl: string) =>
  createModel({ provider, model: "m", apiKey: "key-canary", baseUrl, settings: { idleTimeoutMs: 5_000 } })
    .stream(request, io())
    .then(
      () => undefined,
      (error: unknown) => error,
    );

it.each(MODEL_PROVIDERS)("a page instead of an answer of %s is the network's", async (provider) => {
  const url = await serve((_, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<html>Accept our terms</html>"),
  );
  expect(await ask(provider, url)).toMatchObject({
    failureCause: "captive_portal",
    message: expect.stringContaining("captive portal"),
  });
});

it.each(MODEL_PROVIDERS)(
  "a redirect of %s to the network is not followed: it would get the key",
  async (provider) => {
    const seen: IncomingHttpHeaders[] = [];
    const portal = await serve((asked, response) => {
      seen.push(asked.headers);
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in</html>");
    }, "localhost");
    for (const status of [302, 307, 308]) {
      const url = await serve((_, response) =>
        response.writeHead(status, { location: `${portal}/login` }).end(),
      );
      expect(await ask(provider, url)).toMatchObject({ failureCause: "captive_portal" });
    }
    expect(seen).toEqual([]);
  },
);

it("511 is a network that asks to sign in", async () => {
  const url = await serve((_, response) =>
    response.writeHead(511, { "content-type": "text/html" }).end("<html>"),
  );
  expect(await ask("openai-compatible", url)).toMatchObject({ failureCause: "captive_portal" });
});

it("a redirect within the provider that keeps the request is followed", async () => {
  const paths: string[] = [];
  const url = await serve((asked, response) => {
    paths.push(asked.url ?? "");
    if (asked.url?.startsWith("/v2/") === true)
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    else response.writeHead(308, { location: `/v2${asked.url}` }).end();
  });
  await ask("openai-compatible", url);
  expect(paths).toEqual(["/v1/chat/completions", "/v2/v1/chat/completions"]);
});
