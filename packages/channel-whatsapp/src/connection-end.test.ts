import { describe, expect, it } from "vitest";
import { decideEnd } from "./connection-end.js";

function ended(statusCode: number): Error {
  return Object.assign(new Error("the end"), { output: { statusCode } });
}

describe("the end of a connection", () => {
  it("after linking is followed by the next one at once", () => {
    expect(decideEnd(ended(515))).toEqual({ kind: "restart" });
  });

  it.each([401, 403, 405, 411])("with code %i is final, and says what to do", (code) => {
    const end = decideEnd(ended(code));
    expect(end).toMatchObject({ kind: "final", isLoggedOut: code === 401 });
    expect("error" in end && end.error).toMatchObject({
      kind: "unauthorized",
      why: { status: code, step: expect.any(String) },
    });
  });

  it.each([408, 428, 500, 503])("with code %i is tried again", (code) => {
    expect(decideEnd(ended(code))).toMatchObject({ kind: "retry" });
  });

  it("because of another program is tried again after a minute", () => {
    expect(decideEnd(ended(440))).toMatchObject({
      kind: "retry",
      error: { kind: "conflict", retryAfterMs: 60_000 },
    });
  });

  it("without a code is tried again", () => {
    expect(decideEnd(new Error("?"))).toMatchObject({ kind: "retry" });
    expect(decideEnd(undefined)).toMatchObject({ kind: "retry" });
  });
});
