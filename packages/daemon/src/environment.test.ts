import { homedir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LOG_LEVELS, readEnvironment } from "./environment.js";

test("by default the home is ~/.tinyagi, the port comes from the settings and the log level is info", () => {
  expect(readEnvironment({})).toMatchObject({
    home: join(homedir(), ".tinyagi"),
    port: undefined,
    host: undefined,
    workspace: join(homedir(), "tinyagi-workspace"),
    failpoints: "",
    supervised: false,
    logLevel: "info",
  });
});

test("an empty variable counts as unset, because an empty home would be the working directory", () => {
  const environment = readEnvironment({
    HOME: "/home/kim",
    TINYAGI_HOME: "",
    TINYAGI_WORKSPACE: " ",
    TINYAGI_API_PORT: "",
    TINYAGI_LOG_LEVEL: "",
  });
  expect(environment).toMatchObject({
    home: "/home/kim/.tinyagi",
    workspace: "/home/kim/tinyagi-workspace",
    port: undefined,
    host: undefined,
    logLevel: "info",
  });
  expect(readEnvironment({ HOME: "" }).home).toBe(join(homedir(), ".tinyagi"));
});

test("~ expands to the user's home, as environment files do not expand it; relative paths become absolute", () => {
  expect(readEnvironment({ HOME: "/home/kim", TINYAGI_HOME: "~/agents" }).home).toBe("/home/kim/agents");
  expect(readEnvironment({ HOME: "/home/kim", TINYAGI_HOME: "~" }).home).toBe("/home/kim");
  expect(readEnvironment({ TINYAGI_HOME: "here" }).home).toBe(join(process.cwd(), "here"));
  expect(readEnvironment({ TINYAGI_HOME: "/x/~kim" }).home).toBe("/x/~kim");
});

test("the address to listen on comes from TINYAGI_HOST, if it says one", () => {
  expect(readEnvironment({ TINYAGI_HOST: "0.0.0.0" }).host).toBe("0.0.0.0");
  expect(readEnvironment({ TINYAGI_HOST: " " }).host).toBeUndefined();
});

test.each(["0", "1", "3777", "65535"])("the port %s is accepted", (text) => {
  expect(readEnvironment({ TINYAGI_API_PORT: text }).port).toBe(Number(text));
});

test.each(["-1", "65536", "80a", "0x50", "1e3", "99999", "3777 "])("the port %j is refused", (text) => {
  expect(() => readEnvironment({ TINYAGI_API_PORT: text })).toThrowError(
    expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining("TINYAGI_API_PORT") }),
  );
});

test("the log level must be a known one, in any case", () => {
  for (const level of LOG_LEVELS) expect(readEnvironment({ TINYAGI_LOG_LEVEL: level }).logLevel).toBe(level);
  expect(readEnvironment({ TINYAGI_LOG_LEVEL: "DEBUG" }).logLevel).toBe("debug");
  expect(() => readEnvironment({ TINYAGI_LOG_LEVEL: "loud" })).toThrowError(
    expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining("TINYAGI_LOG_LEVEL") }),
  );
});

test("only the value 1 means that a supervisor restarts the daemon", () => {
  expect(readEnvironment({ TINYAGI_SUPERVISED: "1" }).supervised).toBe(true);
  for (const value of ["", "0", "true", "yes"])
    expect(readEnvironment({ TINYAGI_SUPERVISED: value }).supervised).toBe(false);
});
