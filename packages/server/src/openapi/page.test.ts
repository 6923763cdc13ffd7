import { createHash } from "node:crypto";
import fastify from "fastify";
import { expect, it } from "vitest";
import { answerBody } from "../routing/answer.js";
import { apiPage } from "./page.js";

const hostile = {
  info: { version: "1<script>", description: 'see `<b>` & "more"' },
  paths: {
    "/api/<x>": { get: { operationId: 'a"b', summary: "<img src=x>", tags: ["<i>"], responses: {} } },
  },
  components: {
    schemas: {
      "<s>": { type: "object", properties: { "<k>": { type: "string", description: "</pre><script>" } } },
    },
  },
};

it("escapes every text of the document", () => {
  const page = apiPage(hostile);
  expect(page).not.toMatch(/<script|<img|<b>|<i>|<s>|<k>|<x>/);
  expect(page).toContain("<code>&lt;b&gt;</code> &amp; &quot;more&quot;");
  expect(page).toContain('id="a&quot;b"');
});

it("is served with a policy that allows only its own style", async () => {
  const page = apiPage(hostile);
  const app = fastify();
  const route = { answer: "html" } as Parameters<typeof answerBody>[0];
  app.get("/page", (_request, reply) => answerBody(route, page, reply));
  app.get("/text", (_request, reply) => answerBody({ ...route, answer: "text" }, "up 1\n", reply));
  const { headers, body } = await app.inject("/page");
  const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(headers["content-security-policy"]).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  );
  const text = await app.inject("/text");
  expect([text.headers["content-type"], text.body]).toEqual(["text/plain; charset=utf-8", "up 1\n"]);
  await app.close();
});

it("has no inline styles, links or handlers, which the policy would block", () => {
  expect(apiPage(hostile)).not.toMatch(/\sstyle=|\son[a-z]+=|<link|javascript:/);
});
