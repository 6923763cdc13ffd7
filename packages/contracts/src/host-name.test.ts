/** @requirement NETWORK-2 */
import { describe, expect, test } from "vitest";
import { hostInUrl, hostOfSocket, isLoopback, toAuthority } from "./host-name.js";

describe("names of hosts", () => {
  test.each([
    "127.0.0.1",
    "localhost",
    "LocalHost",
    "::1",
    "[::1]",
    "0:0:0:0:0:0:0:1",
    "[0:0::1]",
    "::ffff:127.0.0.1",
  ])("%s is this machine", (host) => expect(isLoopback(host)).toBe(true));

  test.each([
    "0.0.0.0",
    "::",
    "[::]",
    "fd00::1",
    "::2",
    "box.lan",
    "localhost.example",
    "",
    "[",
    "127.0.0.1.example",
  ])("%s is not only this machine", (host) => expect(isLoopback(host)).toBe(false));

  test.each([
    ["fd00::1", "[fd00::1]:3777"],
    ["[FD00:0::1]", "[fd00::1]:3777"],
    ["fd00::2:1", "[fd00::2:1]:3777"],
    ["[fd00::1]:4000", "[fd00::1]:4000"],
    ["box.lan", "box.lan:3777"],
    ["box.lan:4000", "box.lan:4000"],
    ["box.lan:80", "box.lan:80"],
    ["[fd00::1]:80", "[fd00::1]:80"],
    ["192.168.1.5", "192.168.1.5:3777"],
  ])("%s with a port is %s", (host, authority) => expect(toAuthority(host, 3777)).toBe(authority));

  test("a socket takes an address without brackets", () => {
    expect([hostOfSocket("[::]"), hostOfSocket("::"), hostOfSocket("box.lan")]).toEqual([
      "::",
      "::",
      "box.lan",
    ]);
    expect(["a/b", "me@localhost", "localhost?x"].map(hostInUrl)).toEqual([
      "a/b",
      "me@localhost",
      "localhost?x",
    ]);
    expect(hostInUrl("fe80::1%eth0")).toBe("fe80::1%eth0");
  });
});
