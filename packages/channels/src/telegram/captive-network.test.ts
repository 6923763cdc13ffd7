/**
 * A network that answers in the place of Telegram.
 *
 * @requirement NETWORK-3
 */
import { Api } from "grammy";
import { expect, test } from "vitest";
import { serveLoopback } from "../base/fixture.js";
import { attempt } from "./attempt.js";

test.each([200, 401, 404])("a page with status %i is an outage that names the network", async (status) => {
  const portal = await serveLoopback((_request, response) => {
    response.writeHead(status, { "content-type": "text/html" });
    response.end("<html>Sign in to our Wi-Fi</html>");
  });
  const api = new Api("1:canary", { apiRoot: portal.url });
  const call = attempt("getMe", new AbortController().signal, (signal) => api.getMe(signal));
  await expect(call).rejects.toMatchObject({
    kind: "unreachable",
    message: expect.stringMatching(/captive portal(?!.*canary)/),
  });
});
