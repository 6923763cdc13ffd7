-- No table changes: `conversations.notes` has facts from here on, and a release that reads only sentences could not close such
-- a conversation. It refuses this schema.
SELECT 1;
