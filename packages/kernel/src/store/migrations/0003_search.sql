-- Texts people search for; `kind` and `ref` name the row a text comes from.
CREATE VIRTUAL TABLE `search_index` USING fts5(
	`title`, `body`,
	`kind` UNINDEXED, `ref` UNINDEXED, `agent` UNINDEXED, `time` UNINDEXED,
	tokenize = 'unicode61 remove_diacritics 2'
);
