/** A table of texts. The first cell of a row names the row. */
export interface TextTable {
  caption: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}
