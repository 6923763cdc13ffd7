import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { ProviderActs } from "./provider-acts";

it.each([
  ["anthropic", "/settings?find=models.anthropic"],
  ["custom:mine", "/settings?find=custom_providers"],
])("a paused %s can be tested, resumed and changed where it is shown", (provider, href) => {
  const client = new QueryClient();
  const card = createElement(QueryClientProvider, { client }, createElement(ProviderActs, { provider }));
  const page = renderToStaticMarkup(card);
  const acts = [...page.matchAll(/>([A-Z][a-z]+)</g)].map(([, word]) => word);
  expect(acts).toEqual(["Test", "Resume", "Change"]);
  expect(page).toContain(`href="${href}"`);
});
