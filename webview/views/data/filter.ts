import type { DataPart } from '#shared/part';

/** Which samples are looked at. */
export interface Filter {
  readonly part: DataPart;
  /** Index of the class; null: all of them. */
  readonly label: number | null;
  /** Only images that occur elsewhere, too. */
  readonly repeated: boolean;
  /** From 0. */
  readonly page: number;
}

export const ALL: Filter = { part: 'train', label: null, repeated: false, page: 0 };

/** The first page of what is looked for now. */
export function narrowed(filter: Filter, change: Partial<Omit<Filter, 'page'>>): Filter {
  return { ...filter, ...change, page: 0 };
}
