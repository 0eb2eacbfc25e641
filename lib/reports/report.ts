/** What a report is, before it has a form. Pure. @module */

/** A table of texts. */
export interface Table {
  /** What it is, such as `Attendance`. */
  readonly title: string;
  /** What else is to be known of it, such as the days and the time zone. */
  readonly note: string;
  /** The titles of the columns. */
  readonly columns: readonly string[];
  /** A text for each column. */
  readonly rows: readonly (readonly string[])[];
}
