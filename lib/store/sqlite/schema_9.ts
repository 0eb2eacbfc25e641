/**
 * The step to version 9 of the tables: files.
 *
 * @module
 */

/** See `MIGRATIONS`. */
export const ADD_FILES = `
`;
