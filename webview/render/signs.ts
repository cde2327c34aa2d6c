/** How what stands in a plot beside its lines is drawn, in the chart and in pictures; in pixels. */

/** Around the point where a network was best. */
export const RING = { radius: 5.5, width: 1.5 } as const;

/** Lines from edge to edge, where a run went on. */
export const MARK = { dash: [2, 3], width: 1 } as const;
