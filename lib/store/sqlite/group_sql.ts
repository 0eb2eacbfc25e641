/**
 * The SQL of the SQLite store for groups. It knows no transaction.
 *
 * @module
 */

/** The SQL of statements for groups, by their names. */
export const GROUP_SQL = {
  groups: "SELECT groups.*, last_seq FROM groups JOIN conversations ON id = conversation WHERE ended_at IS NULL " +
    "ORDER BY conversation",
  groupMembers: "SELECT members.* FROM groups JOIN members USING (conversation) WHERE ended_at IS NULL",
  exits: "SELECT exits.* FROM groups JOIN exits USING (conversation) WHERE ended_at IS NULL",
  group: "SELECT * FROM conversations WHERE kind = 'group' AND id = ?",
  ends: "SELECT low, high FROM conversations WHERE id = ?",
  // The conversation as a member sees it.
  groupFor: "SELECT id, last_seq, last, iif(whole_history, 0, joined) AS behind FROM conversations " +
    "JOIN groups ON groups.conversation = id JOIN members ON members.conversation = id WHERE id = ? AND account = ?",
  addGroupConversation: "INSERT INTO conversations (kind, last_seq, last, last_sender, low_sent) " +
    "VALUES ('group', 0, 0, 0, 0)",
  addGroup: "INSERT INTO groups (conversation, name, password_hash, maker, invite_only, whole_history, made_at) " +
    "VALUES (?, ?, ?, ?, ?, ?, ?)",
  // Asked for the name first: an error would undo all that shares the commit.
  changeGroup: "UPDATE groups SET name = ?1, password_hash = ?2, invite_only = ?3, whole_history = ?4 " +
    "WHERE conversation = ?5 AND ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM groups AS other " +
    "WHERE other.name = ?1 COLLATE NOCASE AND other.conversation <> ?5 AND other.ended_at IS NULL)",
  endGroup: "UPDATE groups SET ended_at = ?1 WHERE conversation = ?2 AND ended_at IS NULL AND " +
    "maker IS NOT NULL AND NOT EXISTS (SELECT 1 FROM members WHERE members.conversation = ?2)",
  joinGroup: "INSERT OR IGNORE INTO members " +
    "SELECT ?, id, last_seq, last_seq, last_seq, last_seq, last_seq FROM conversations JOIN groups " +
    "ON groups.conversation = id WHERE id = ? AND ended_at IS NULL",
  // Not with a place each: SQLite would look through all of them for each member.
  deliverGroup: "UPDATE members SET delivered_up_to = ?1, delivered_count = ?1 WHERE conversation = ?2 " +
    "AND account IN (SELECT value FROM json_each(?3)) AND delivered_up_to < ?1",
  forgetExit: "DELETE FROM exits WHERE conversation = ? AND account = ?",
  leaveGroup: "DELETE FROM members WHERE account = ? AND conversation = ? AND " +
    "conversation IN (SELECT conversation FROM groups)",
  noteExit: "INSERT OR REPLACE INTO exits VALUES (?, ?, ?)",
  leaveGroups: "DELETE FROM members WHERE account = ? AND conversation IN (SELECT conversation FROM groups)",
  endEmptyGroups: "UPDATE groups SET ended_at = ? WHERE ended_at IS NULL AND maker IS NOT NULL AND " +
    "NOT EXISTS (SELECT 1 FROM members WHERE members.conversation = groups.conversation)",
} as const;
