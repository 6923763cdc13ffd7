/** @requirement SKILL-1 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { searchRegistry } from "./skill-registry.js";

describe("the registry of skills", () => {
  async function registry(answer: (url: URL) => { status: number; body: string }): Promise<string> {
    const server = createServer((request, response) => {
      const { status, body } = answer(new URL(request.url ?? "/", "http://x"));
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it("is searched for the query, and only installable skills are returned", async () => {
    let asked = "";
    const registryUrl = await registry((url) => {
      asked = `${url.pathname} ${url.searchParams.get("q")}`;
      return {
        status: 200,
        body: JSON.stringify({
          skills: [
            { id: "o/r/pdf", skillId: "pdf", name: "PDF", source: "o/r", installs: 12, extra: 1 },
            { id: "x", name: "evil; rm", source: "o/r" },
            { id: "javascript:alert(1)", name: "two", source: "o/r" },
          ],
        }),
      };
    });
    expect((await searchRegistry("make a pdf", { registryUrl })).results).toEqual([
      { ref: "o/r@pdf", installs: "12", url: expect.stringMatching(/\/o\/r\/pdf$/) },
      { ref: "o/r@two" },
    ]);
    expect(asked).toBe("/api/search make a pdf");
  });

  it.each([
    ["fails", 500, "{}"],
    ["answers something else", 200, '{"skills":"x"}'],
    ["answers no JSON", 200, "<html>"],
    ["answers too much", 200, `{"skills":[],"x":"${"x".repeat(2_000_000)}"}`],
  ])("that %s is reported as unavailable", async (_what, status, body) => {
    const registryUrl = await registry(() => ({ status, body }));
    await expect(searchRegistry("pdf", { registryUrl })).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("is not reached where the sign-in page of a network answers, and the person reads that", async () => {
    const portal = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Welcome to our hotel</html>");
    });
    await new Promise<void>((resolve) => portal.listen(0, "0.0.0.0", resolve));
    onTestFinished(() => void portal.close());
    // No network can answer for `localhost`.
    const registryUrl = `http://0.0.0.0:${(portal.address() as AddressInfo).port}`;
    await expect(searchRegistry("pdf", { registryUrl })).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("captive portal"),
    });
  });
});
