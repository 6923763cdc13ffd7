import { render } from "ink-testing-library";
import { createElement } from "react";
import { expect, it, vi } from "vitest";
import { stateOf } from "../fixture.js";
import type { Key } from "../state/key.js";
import { UNICODE_MARKS } from "../text/marks.js";
import { App } from "./app.js";
import { createStore } from "./store.js";

it("keys reach the owner of the state, and a new state is drawn", async () => {
  const store = createStore(stateOf({ view: "queue" }));
  const frames: (readonly string[])[] = [];
  const keys: Key[] = [];
  const props = {
    store,
    marks: UNICODE_MARKS,
    colour: false,
    painter: { draw: (lines: readonly string[]) => void frames.push(lines) },
    onKey: (key: Key) => void keys.push(key),
  };
  const app = render(createElement(App, props));
  await vi.waitFor(() => {
    app.stdin.write("\u001b[B");
    expect(keys).toContainEqual({ name: "down" });
  });
  expect(frames.at(-1)?.[0]).toContain("Queue");
  store.set(stateOf({ view: "team", team: "dev" }));
  await vi.waitFor(() => expect(frames.at(-1)?.[0]).toContain("dev · 4 agents"));
  app.unmount();
});
