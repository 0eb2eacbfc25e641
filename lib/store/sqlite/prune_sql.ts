/**
 * The SQL by which old messages are removed. It knows no transaction.
 *
 * @module
 */

/** The SQL of each statement, by its name. */
export const PRUNE_SQL = {
  prunedNumber: "SELECT number FROM pruned",
  // Not by an index: a step looks at few.
  firstNewer: "SELECT min(number) AS number FROM messages WHERE number > ? AND number <= ? AND at >= ?",
  prunedPlaces: "SELECT conversation, max(seq) AS place, kind FROM messages " +
    "JOIN conversations ON conversations.id = conversation WHERE number > ? AND number <= ? GROUP BY conversation",
  setPruned: "UPDATE conversations SET pruned = ? WHERE id = ?",
  pruneMarks: "DELETE FROM marks WHERE conversation = ? AND nth <= ?",
  pruneMoves: "DELETE FROM moves WHERE conversation = ? AND up_to <= ?",
  prunePosts: "DELETE FROM posts WHERE message <= ?",
  pruneEdits: "DELETE FROM edits WHERE message <= ?",
  pruneFiles: "DELETE FROM files WHERE message <= ?",
  pruneMessages: "DELETE FROM messages WHERE number <= ?",
  setPrunedNumber: "UPDATE pruned SET number = ?",
  prunableFiles: "SELECT count(*) AS count FROM files WHERE message <= ?",
  freePages: "SELECT freelist_count * page_size AS bytes FROM pragma_freelist_count, pragma_page_size",
};
