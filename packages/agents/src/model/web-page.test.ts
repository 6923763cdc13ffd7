import { expect, test } from "vitest";
import { refusePages } from "./web-page.js";

const redirect = (location: string) => new Response(null, { status: 308, headers: { location } });
const page = (status = 200) => new Response("<html>", { status, headers: { "content-type": "text/html" } });
const data = () => new Response("{}", { headers: { "content-type": "application/json" } });

/** Asks `url` of a server that gives these answers, one after the other. */
async function ask(url: string, ...answers: Response[]) {
  const asked: string[] = [];
  const fetch = refusePages(async (input) => {
    asked.push(String(input));
    return answers.shift() ?? data();
  });
  const init = { method: "POST", body: "{}", headers: { authorization: "key-canary" } };
  const answer = await fetch(url, init).catch((error: unknown) => error);
  return { asked, answer };
}

/** @requirement NETWORK-3 */
test.each([
  ["another port", "https://api.example/v1", "https://api.example:8443/v1"],
  ["plain HTTP", "https://api.example/v1", "http://api.example/v1"],
  ["plain HTTP on the port of TLS", "https://api.example/v1", "http://api.example:443/v1"],
  ["TLS on another port", "http://api.example/v1", "https://api.example:8443/v1"],
  ["TLS from another port", "http://api.example:8080/v1", "https://api.example/v1"],
  ["another host", "https://api.example/v1", "https://api.example.evil.example/v1"],
  ["nothing that is an address", "https://api.example/v1", "http://["],
])("a redirect to %s does not get the key", async (_where, from, to) => {
  const { asked, answer } = await ask(from, redirect(to));
  expect(asked).toEqual([from]);
  expect(answer).toMatchObject({ message: expect.stringContaining("another address") });
});

test.each([
  ["the same place", "https://api.example/v1", "/v2", "https://api.example/v2"],
  ["TLS", "http://api.example/v1", "https://api.example/v1", "https://api.example/v1"],
])("a redirect to %s is followed", async (_where, from, to, second) => {
  const { asked, answer } = await ask(from, redirect(to), data());
  expect(asked).toEqual([from, second]);
  expect(answer).toBeInstanceOf(Response);
});

test("what answers after a redirect is checked as the first answer is", async () => {
  const from = "http://api.example/v1";
  expect((await ask(from, redirect("/v2"), page())).answer).toMatchObject({ failureCause: "captive_portal" });
  expect((await ask(from, redirect("https://api.example/"), page())).answer).toMatchObject({
    message: expect.stringContaining("with a web page"),
  });
  const twice = await ask(from, redirect("/v2"), redirect("/v3"));
  expect(twice.asked).toHaveLength(2);
  expect(twice.answer).toMatchObject({ message: expect.stringContaining("another address") });
  expect((await ask(from, redirect("/v2"), page(503))).answer).toBeInstanceOf(Response);
});
