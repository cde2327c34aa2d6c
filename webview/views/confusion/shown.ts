/** What the cells of a matrix show. */
export type Shown = 'counts' | 'percent';
