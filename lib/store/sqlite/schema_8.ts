/**
 * The step to version 8 of the tables: groups.
 *
 * @module
 */

/** See `MIGRATIONS`. */
export const ADD_GROUPS = `
`;
