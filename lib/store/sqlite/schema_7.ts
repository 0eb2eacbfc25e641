/**
 * The step to version 7 of the tables: accounts have a role.
 *
 * @module
 */

/** See `MIGRATIONS`. */
export const ADD_ROLES = `
  ALTER TABLE accounts ADD COLUMN role TEXT NOT NULL DEFAULT 'student'; -- or 'teacher'
`;
