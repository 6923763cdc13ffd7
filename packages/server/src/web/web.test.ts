/** @requirement WEB-1 */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { fetchPage, PAGE_MAX_BYTES } from "./fetch-page.js";
import { htmlText } from "./html-text.js";
import { isPublicAddress } from "./public-address.js";
import { searchWeb } from "./search-web.js";

async function site(listener: RequestListener): Promise<{ port: number; hits: string[] }> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(`${request.method} ${request.headers.host}${request.url}`);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, hits };
}

const signal = new AbortController().signal;
/** As on the public web: `site.example` is the test's server, and nothing else may be reached. */
const open = (port: number) => ({
  signal,
  resolve: async (host: string) => (host === "site.example" ? ["127.0.0.1"] : ["10.0.0.1"]),
  isAllowed: (address: string, url: URL) =>
    address === "127.0.0.1" && url.hostname === "site.example" && url.port === String(port),
});

describe("addresses", () => {
  it.each(["1.1.1.1", "93.184.216.34", "2606:4700::1111"])("%s is public", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ...["0.0.0.0", "127.0.0.1", "127.84.65.71", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254"],
    ...["100.100.100.200", "192.0.0.192", "224.0.0.1", "255.255.255.255", "198.18.0.1"],
    ...["::1", "::", "fe80::1", "fd00:ec2::254", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1"],
    ...["2002:7f00:1::", "2001:0:7f00:1::", "ff02::1", "localhost", ""],
  ])("%s is not public", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe("reading a page", () => {
  it.each([
    ...["http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://0x7f.1/", "http://2130706433/"],
    ...[
      "http://169.254.169.254/latest/meta-data/",
      "http://[::ffff:10.0.0.1]/",
      "http://0/",
      "http://10.0.0.1:8080/",
    ],
    ...[
      "file:///etc/passwd",
      "ftp://site.example/",
      "gopher://site.example/",
      "http://u:p@site.example/",
      "nonsense",
    ],
    "http://1.1.1.1:22/",
  ])("refuses %s before anything is sent", async (address) => {
    await expect(fetchPage(address, { signal })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("refuses a name of which only one address is private", async () => {
    const resolve = async () => ["93.184.216.34", "192.168.0.7"];
    await expect(fetchPage("http://two.example/", { signal, resolve })).rejects.toThrow(
      /not on the public web/,
    );
  });

  it("asks nobody, and no proxy, for a name without an address here", async () => {
    const { port, hits } = await site((_request, response) => response.end());
    const reading = fetchPage(`http://site.example:${port}/`, { ...open(port), resolve: async () => [] });
    await expect(reading).rejects.toThrow(/name has no address/);
    expect(hits).toEqual([]);
  });

  it("connects to the address that was checked, whatever the name says a moment later", async () => {
    const { port, hits } = await site((_request, response) => response.end("hello"));
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return asked === 1 ? ["127.0.0.1"] : ["10.0.0.1"];
    };
    const page = await fetchPage(`http://site.example:${port}/a?b=c`, { ...open(port), resolve });
    expect([page.body, asked, hits]).toEqual(["hello", 1, [`GET site.example:${port}/a?b=c`]]);
  });

  it.each(["http://127.0.0.1:9/", "http://inner.example/", "file:///etc/passwd"])(
    "does not follow a redirect to %s",
    async (to) => {
      const { port } = await site((_request, response) => response.writeHead(302, { location: to }).end());
      await expect(fetchPage(`http://site.example:${port}/`, open(port))).rejects.toMatchObject({
        code: "INVALID_INPUT",
      });
    },
  );

  it("follows a few redirects on the public web, and never a circle", async () => {
    const { port, hits } = await site((request, response) => {
      if (request.url === "/end") response.end("there");
      else response.writeHead(301, { location: request.url === "/a" ? "/end" : "/circle" }).end();
    });
    expect((await fetchPage(`http://site.example:${port}/a`, open(port))).body).toBe("there");
    await expect(fetchPage(`http://site.example:${port}/circle`, open(port))).rejects.toThrow(
      /redirects more than 5/,
    );
    expect(hits).toHaveLength(8);
  });

  it("cuts a page without end", async () => {
    const { port } = await site((_request, response) => {
      response.writeHead(200, { "content-type": "text/plain" });
      const send = () => {
        while (response.write("x".repeat(64 * 1_024)));
      };
      response.on("drain", send);
      send();
    });
    const page = await fetchPage(`http://site.example:${port}/`, open(port));
    expect([page.isCut, page.body.length]).toEqual([true, PAGE_MAX_BYTES]);
  });

  it.each([
    ["gzip", gzipSync],
    ["x-gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ] as const)("unpacks %s, and only up to the limit", async (encoding, pack) => {
    const packed = (length: number) => pack(Buffer.alloc(length, "x"));
    const { port } = await site((request, response) => {
      response.writeHead(200, { "content-encoding": encoding, "content-type": "text/plain" });
      if (request.url === "/nonsense") response.end("nonsense");
      else response.end(packed(request.url === "/bomb" ? PAGE_MAX_BYTES * 10 : 5_000));
    });
    const read = (path: string) => fetchPage(`http://site.example:${port}${path}`, open(port));
    expect(await read("/")).toMatchObject({ body: "x".repeat(5_000), isCut: false });
    const cut = await read("/bomb");
    expect([cut.isCut, cut.body.length]).toEqual([true, PAGE_MAX_BYTES]);
    await expect(read("/nonsense")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("stops reading what unpacks to nothing", async () => {
    // An empty block of deflate, again and again.
    const empty = Buffer.from([0, 0, 0, 0xff, 0xff]);
    const blocks = Buffer.concat(Array.from({ length: 20_000 }, () => empty));
    const { port } = await site((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-type": "text/plain" });
      response.write(gzipSync("").subarray(0, 10));
      const send = () => {
        while (response.write(blocks));
      };
      response.on("drain", send);
      send();
    });
    expect(await fetchPage(`http://site.example:${port}/`, open(port))).toMatchObject({ body: "" });
  });

  it.each([
    [
      "changes to another protocol",
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    ],
    ["ends before its answer", "HTTP/1.1 200"],
    ["ends without an answer", ""],
  ])("fails at once when the other side %s", async (_what, answer) => {
    const { port } = await site((request) => request.socket.end(answer));
    await expect(fetchPage(`http://site.example:${port}/`, open(port))).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
  });

  it("refuses a file that is no text", async () => {
    const { port } = await site((_request, response) =>
      response.writeHead(200, { "content-type": "image/png" }).end("x"),
    );
    await expect(fetchPage(`http://site.example:${port}/`, open(port))).rejects.toThrow(/no text/);
  });

  it("ends with the run that asked", async () => {
    const { port, hits } = await site(() => {});
    const stop = new AbortController();
    const reading = fetchPage(`http://site.example:${port}/`, { ...open(port), signal: stop.signal });
    await expect.poll(() => hits.length).toBe(1);
    stop.abort(new Error("stopped"));
    await expect(reading).rejects.toThrow("stopped");
  });
});

describe("the text of a page", () => {
  it("has its lines, without scripts, styles, comments and tags", () => {
    const html =
      '<html><head><title>T</title><style>p{}</style></head><body><!-- <p>no</p> --><h1>A &amp; B</h1><p>one<br>two</p><script>if (a<b) "</p>"</script><ul><li>x&#33;</li></ul>&unknown; 1 < 2</body>';
    expect(htmlText(html)).toBe("A & B\n\none\ntwo\n\nx!\n\n&unknown; 1");
  });

  it.each([
    ["<head><meta charset=x><body><p>one</p>", "one"],
    ["<head><title>T</title><p>one</p><header>two</header>", "one\n\ntwo"],
    ["<p>one</p><!-- <p>two</p>", "one\ntwo"],
    ["<p>one</p><script>if (a > b) no()", "one"],
    ["<!--><p>one</p><!-- no -->", "one"],
    ["<svg><path><p>one</p>", "one"],
    ["<style>p</styles><p>no</p></style>one", "one"],
  ])("is there although a tag or a comment of it never ends: %s", (html, text) => {
    expect(htmlText(html)).toBe(text);
  });

  it.each([
    ["<", 200_000],
    ["<svg>", 100_000],
    ["<!-- >", 100_000],
    ["<script>", 50_000],
    ["<!--", 50_000],
    ["&amp", 100_000],
    ["</", 100_000],
  ])("of %s repeated takes a moment", (part, times) => {
    const started = performance.now();
    htmlText(part.repeat(times));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe("searching", () => {
  const RESULT = { title: "T\u001b[31m", url: "https://a.example/", content: "about" };
  it.each([
    [
      "brave",
      { web: { results: [{ ...RESULT, content: undefined, description: "about" }] } },
      "x-subscription-token",
    ],
    ["tavily", { results: [RESULT] }, "authorization"],
    ["searxng", { results: [RESULT] }, "authorization"],
    ["custom", { results: [RESULT, { url: "javascript:alert(1)" }, null] }, "authorization"],
  ] as const)("asks %s with its key in a header, and reads the answer", async (kind, answer, header) => {
    let sent: unknown;
    const { port, hits } = await site((request, response) => {
      sent = request.headers[header];
      response.end(JSON.stringify(answer));
    });
    const base = `http://127.0.0.1:${port}`;
    const found = await searchWeb("two words", { config: { kind }, key: "the-key", signal, base });
    expect(found).toEqual([{ title: "T", url: "https://a.example/", text: "about" }]);
    expect(String(sent)).toContain("the-key");
    expect(hits[0]).not.toContain("the-key");
  });

  it.each([
    ["a refused key", 401, "{}", /refused its key/],
    ["an answer that is no JSON", 200, "<html>", /cannot be read/],
    ["an answer without end", 200, "x".repeat(2_000_000), /too large/],
  ])("says what is wrong with %s", async (_what, status, body, words) => {
    const { port } = await site((_request, response) => response.writeHead(status).end(body));
    const options = {
      config: { kind: "custom" as const },
      key: undefined,
      signal,
      base: `http://127.0.0.1:${port}`,
    };
    await expect(searchWeb("x", options)).rejects.toThrow(words);
  });

  it("does not take its key to another address", async () => {
    const { port, hits } = await site((_request, response) =>
      response.writeHead(302, { location: "/other" }).end(),
    );
    const options = {
      config: { kind: "custom" as const },
      key: "k",
      signal,
      base: `http://127.0.0.1:${port}`,
    };
    await expect(searchWeb("x", options)).rejects.toThrow(/cannot be reached/);
    expect(hits).toHaveLength(1);
  });
});
