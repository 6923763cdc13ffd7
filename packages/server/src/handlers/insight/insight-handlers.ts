/** Spend, the steps of a message, metrics for Prometheus. */
import { spendReport, trendReport, whyMessage } from "@tinyagi/features";
import { adviceText, reasonText, storyStepText } from "@tinyagi/views";
import type { RouteHandlers } from "../../route-handlers.js";
import { getLoad } from "../load.js";
import type { Services } from "../services.js";
import { conversationViewer, messageView } from "../view.js";

type InsightHandlers = Pick<RouteHandlers, "spend" | "trends" | "whyMessage" | "metrics">;

export function insightHandlers(services: Services): InsightHandlers {
  const { store, clock, metrics } = services;
  const redact = services.journal.redacted;
  return {
    async spend({ query }) {
      const report = await spendReport(store, query, clock.now());
      const rows = report.rows.map((row) => ({ ...row, name: row.name === null ? null : redact(row.name) }));
      return { ...report, rows };
    },
    trends: ({ query }) => trendReport(store, query, clock.now()),
    whyMessage({ params }) {
      const story = whyMessage(store, params.id, getLoad(services));
      const { message, conversation, outcome, reasons, advice, steps } = story;
      return {
        message: messageView(message, redact, { store, asked: conversation, now: clock.now() }),
        conversation: conversationViewer(store, redact, getLoad(services))(conversation),
        outcome,
        reasons,
        advice,
        verdict: reasonText(reasons),
        next: advice === null ? null : adviceText(advice),
        steps: steps.map((step) => ({ ...step, text: storyStepText(step) })),
      };
    },
    metrics: () => metrics.text(),
  };
}
