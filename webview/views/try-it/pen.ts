import type { PenPoint, Stroke } from './prepare';

/** Half of the line's width, in heights of the pad: as thick as MNIST's pens in a digit that fills the pad. */
export const PEN_RADIUS = 0.05;
/** Columns and rows that the keyboard's pen goes by. */
export const STEPS = 28;
const LARGE_STEP = 4;

/** Pressure of a pen, 0 to 1, makes its line thinner or thicker; a mouse has none. */
export function penRadius(pointerType: string, pressure: number): number {
  return pointerType === 'pen' ? PEN_RADIUS * (0.6 + 0.8 * pressure) : PEN_RADIUS;
}

/** The keyboard's pen, in steps from the top left corner. */
export interface Pen {
  readonly column: number;
  readonly row: number;
  readonly down: boolean;
}

export const restingPen: Pen = { column: STEPS / 2, row: STEPS / 2, down: false };

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Where an arrow key takes the pen; null for any other key. */
export function movePen(pen: Pen, key: string, large: boolean): Pen | null {
  const direction = directions[key];
  if (direction === undefined) return null;
  const [right, down] = direction.map((step) => step * (large ? LARGE_STEP : 1));
  const within = (step: number): number => Math.max(1, Math.min(STEPS - 1, step));
  return { ...pen, column: within(pen.column + right!), row: within(pen.row + down!) };
}

/** `aspect`: width of the pad, in heights of it. */
export function pointOfPen({ column, row }: Pen, aspect: number): PenPoint {
  return { x: (column / STEPS) * aspect, y: row / STEPS, radius: PEN_RADIUS };
}

/** Closer points than this are one to the eye; mice that report a thousand times a second make many. */
const CLOSE = 1 / 400;

/** The last stroke, longer by a point. */
export function extendLast(strokes: readonly Stroke[], point: PenPoint): readonly Stroke[] {
  const stroke = strokes.at(-1) ?? [];
  const last = stroke.at(-1);
  if (last !== undefined && Math.hypot(point.x - last.x, point.y - last.y) < CLOSE) return strokes;
  return [...strokes.slice(0, -1), [...stroke, point]];
}
