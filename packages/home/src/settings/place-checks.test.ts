import { expect, test } from "vitest";
import { placeProblems } from "./place-checks.js";

const paths = (settings: Parameters<typeof placeProblems>[0]) =>
  placeProblems(settings).map(({ path }) => path);

test("an agent has a worker that exists as its place", () => {
  const agents = { coder: { place: "nas" }, writer: {} };
  expect(paths({ agents })).toEqual(["agents.coder.place"]);
  expect(paths({ agents, execution: { workers: { nas: {} } } })).toEqual([]);
});

test.each([
  ["redis://127.0.0.1:6379", []],
  ["redis://localhost:6379", []],
  ["redis://[::1]:6379", []],
  ["rediss://nas.example:6379", []],
  ["redis://nas.example:6379", ["execution.engine.url"]],
  ["redis://192.168.1.4:6379", ["execution.engine.url"]],
  ["redis://127.0.0.1.example:6379", ["execution.engine.url"]],
])("%s: what leaves the machine is encrypted", (url, found) => {
  expect(paths({ execution: { engine: { url } } })).toEqual(found);
});

test.each([
  [{ own: true }, []],
  [{ own: true, address: "192.168.1.4", port: 6380 }, []],
  [{ own: true, address: "0.0.0.0" }, ["execution.engine.workerUrl"]],
  [{ own: true, address: "::" }, ["execution.engine.workerUrl"]],
  [{ own: true, address: "0.0.0.0", workerUrl: "rediss://home.example:6380", port: 6380 }, []],
  [{ own: true, url: "redis://127.0.0.1:6379" }, ["execution.engine.url"]],
  [{ own: true, password: "env:P" }, ["execution.engine.password"]],
  [{ url: "redis://127.0.0.1:6379", port: 1 }, ["execution.engine.port"]],
  [{ own: false }, ["execution.engine"]],
  [{}, ["execution.engine"]],
])("%o: the engine is one that is there, or one that TinyAGI runs", (engine, found) => {
  expect(paths({ execution: { engine } })).toEqual(found);
});
