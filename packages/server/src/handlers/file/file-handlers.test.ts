/** Files over the API. @requirement OFFICE-22 */
import { basename } from "node:path";
import { expect, test } from "vitest";
import { agents, createHandlerFixture } from "../fixture.js";

test("a file is stored, named by its path, and read again", async () => {
  const { call } = await createHandlerFixture({ agents: agents("coder") });
  const data = Buffer.from("Grüße").toString("base64");
  const { status, body } = await call("POST", "/api/files", { name: "note.txt", data });
  expect(status).toBe(200);
  expect(body).toEqual({
    path: expect.stringMatching(/\/files\/in\/operator\/([0-9a-f]{24})\/\1\.txt$/),
    bytes: 7,
  });
  const file = basename(body.path);
  expect((await call("GET", `/api/files/${file}`)).body).toEqual({ name: file, bytes: 7, data });
});

test.each([
  ["..%2Fsettings.json", 400],
  ["%2e%2e", 404],
  ["nothing.txt", 400],
  [`${"0".repeat(24)}.txt`, 404],
  [`${"0".repeat(16)}-%C3%9Cbersicht.pdf`, 404],
])("the file %s is not served", async (file, status) => {
  const { call } = await createHandlerFixture({ agents: agents("coder") });
  expect((await call("GET", `/api/files/${file}`)).status).toBe(status);
});

test("what is not base64 is refused", async () => {
  const { call } = await createHandlerFixture({ agents: agents("coder") });
  expect((await call("POST", "/api/files", { name: "a", data: "no base64!" })).status).toBe(400);
  expect((await call("POST", "/api/files", { name: "", data: "" })).status).toBe(400);
});
