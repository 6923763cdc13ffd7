import type { RouteInput, RouteOutput } from "@tinyagi/contracts";
import { expect, it } from "vitest";
import { readSpent } from "./spent";

it("today is the day of the daemon's machine, whatever the reader's zone", async () => {
  const asked: RouteInput<"spend">["query"][] = [];
  const spent = await readSpent(async (query) => {
    asked.push(query);
    const rows = query.by === "conversation" ? [{ key: "conv_1", costUsd: 0.5 }] : [];
    return { rows, total: { costUsd: 2.94, estimated: true } } as unknown as RouteOutput<"spend">;
  });
  // A start of the reader's own would be another day.
  expect(asked).toEqual([
    { by: "day", days: 1, limit: 1 },
    { by: "conversation", limit: 1_000 },
  ]);
  expect(spent.today).toMatchObject({ costUsd: 2.94, estimated: true });
  expect(spent.byConversation).toEqual(new Map([["conv_1", 0.5]]));
});
