/** The rows of messages that are not ended, and their lanes. */

export const OPEN = "status IN ('pending','processing')";
/**
 * The lanes with open rows, found by jumping from one to the next in the index: the cost depends on the number of lanes,
 * not on the backlog (100,000 rows in ten lanes: ten look-ups).
 */
export const LANES = `lanes(lane) AS (SELECT min(lane) FROM messages INDEXED BY messages_lane WHERE ${OPEN} UNION ALL
  SELECT (SELECT min(lane) FROM messages INDEXED BY messages_lane WHERE ${OPEN} AND lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL)`;
