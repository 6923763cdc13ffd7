import { describe, expect, test } from "vitest";
import { isAuthentic } from "./authenticity.js";
import { isAutomated } from "./automated.js";
import { messageIdsIn, readHeaders } from "./mail-headers.js";

const SERVER = "mx.mail.test";
const check = (...lines: string[]) =>
  isAuthentic(
    readHeaders(["From: Eve <eve@people.test>", ...lines, "", "body"].join("\r\n")),
    SERVER,
    "people.test",
  );
const word = (results: string, server = SERVER) => `Authentication-Results: ${server}; ${results}`;

describe("a mail is of whom it names, by the word of the server that received it:", () => {
  test.each([
    ["DMARC", "dmarc=pass (p=NONE) header.from=people.test"],
    ["a signature", "dkim=pass header.i=@people.test header.s=a header.b=b"],
    ["a signature of the domain above", "dkim=pass header.d=people.test"],
    ["the sending server", "spf=pass (comment; dmarc=fail) smtp.mailfrom=bounce@people.test"],
    ["in capitals, folded", "DKIM=Pass\r\n\theader.d=People.TEST"],
    ["after a failure of another method", "spf=fail smtp.mailfrom=x.test; dkim=pass header.d=people.test"],
  ])("%s", (_what, results) => expect(check(word(results))).toBe(true));

  test.each([
    ["nothing", []],
    ["a failure", [word("dmarc=fail header.from=people.test")]],
    ["the signature of somebody else", [word("dkim=pass header.d=mallory.test")]],
    ["a domain that only ends alike", [word("dkim=pass header.d=evil-people.test")]],
    ["a registry", [word("dkim=pass header.d=test")]],
    ["DMARC of another author", [word("dmarc=pass header.from=mallory.test")]],
    ["the word of another server", [word("dmarc=pass header.from=people.test", "mx.mallory.test")]],
    [
      "a server whose name only begins alike",
      [word("dmarc=pass header.from=people.test", `${SERVER}.mallory.test`)],
    ],
    [
      "a word that the sender wrote, below that of the server",
      [word("dmarc=fail header.from=people.test"), word("dmarc=pass header.from=people.test")],
    ],
    ["a comment", [word("none (; dmarc=pass header.from=people.test)")]],
    ["a text in quotation marks", [word('spf=fail reason="; dmarc=pass header.from=people.test"')]],
    ["a second author", [word("dmarc=pass header.from=people.test"), "From: Mallory <m@mallory.test>"]],
    ["in the body", ["", word("dmarc=pass header.from=people.test")]],
  ])("not by %s", (_what, lines) => expect(check(...lines)).toBe(false));
});

describe("mail of programs is known by", () => {
  test.each([
    "Auto-Submitted: auto-replied",
    "Auto-Submitted: auto-generated (rejected)",
    "Precedence: bulk",
    "List-Id: <a.b>",
    "List-Unsubscribe: <mailto:a@b>",
    "X-Auto-Response-Suppress: All",
    "Return-Path: <>",
    "Content-Type: multipart/report; report-type=delivery-status",
  ])("%s", (line) => expect(isAutomated(readHeaders(`${line}\r\n`), "eve@people.test")).toBe(true));

  test.each([
    "mailer-daemon@a.b",
    "no-reply@a.b",
    "noreply+7@a.b",
    "do_not_reply@a.b",
    "no.reply@a.b",
    "postmaster@a.b",
  ])("its address %s", (address) => expect(isAutomated(readHeaders(""), address)).toBe(true));

  test("but not a mail of a person", () => {
    const headers = readHeaders("Auto-Submitted: no\r\nReturn-Path: <eve@people.test>\r\n");
    expect(isAutomated(headers, "eve@people.test")).toBe(false);
  });
});

test("ids of messages are read from any header, and hostile ones are left out", () => {
  expect(messageIdsIn("<a@b> (x) <c@d>\t<e f> <> <g")).toEqual(["a@b", "c@d"]);
});
