import { cancelFactSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { cancelText, endsZh } from "../reasons/end-words.js";
import { zh } from "../words/zh.js";
import { reasonText } from "./reason-text.js";

const WINDOW = { provider: "anthropic", period: "5h", used: 91, max: 80 };

test.each(cancelFactSchema.shape.code.options)(
  "a message that %s ended says so in both languages",
  (code) => {
    const fact = { code, by: "Kim" };
    expect(cancelText(fact)).not.toBe("");
    expect(cancelText(fact, endsZh)).toMatch(/[\u4e00-\u9fff]/);
  },
);

test("why it was cancelled is a fact, and the stored sentence is for older rows", () => {
  const cancelled = { code: "cancelled", error: "stopped with /stop" } as const;
  const why = { code: "stop" } as const;
  expect(reasonText([cancelled])).toBe("It was cancelled: stopped with /stop.");
  expect(reasonText([{ ...cancelled, why }], undefined, zh)).toBe("它已被取消：被 /stop 停止。");
});

test("a message that crashed the daemon, and one that waits for a window, have no English in Chinese", () => {
  const failed = { code: "failed", attempts: 5, error: "The daemon stopped.", crashes: 5 } as const;
  expect(reasonText([failed], undefined, zh)).toBe(
    "它在 5 次尝试后永久失败：处理这条消息时，守护进程意外停止了 5 次。",
  );
  expect(reasonText([{ code: "waits.window", ...WINDOW, at: 1 }], () => "12:00", zh)).toBe(
    "它在等待：后台工作等到 12:00：anthropic 的窗口 5h 已用 91%，而 execution.background_quota_max 为 80。",
  );
});
