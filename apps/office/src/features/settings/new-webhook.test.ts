import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, expect, it, vi } from "vitest";

afterEach(() => vi.unstubAllGlobals());

it.each([
  [undefined, false],
  ['{"name":"ci"}', true],
])("what was typed for a new webhook (%s) can be discarded", async (text, isOffered) => {
  const name = "tinyoffice.kept.new-webhook";
  vi.stubGlobal("localStorage", {
    length: text === undefined ? 0 : 1,
    key: () => name,
    getItem: (key: string) => (key === name ? text : null),
  });
  vi.resetModules();
  const { NewWebhook } = await import("./new-webhook");
  const client = new QueryClient();
  const form = createElement(QueryClientProvider, { client }, createElement(NewWebhook, { taken: [] }));
  expect(renderToStaticMarkup(form).includes(">Discard")).toBe(isOffered);
});
