/**
 * The step to version 10 of the tables: what teachers decide.
 *
 * @module
 */

/** See `MIGRATIONS`. */
export const ADD_CONTROL = `
`;
