import type { Picture } from '../../../extension/data/pictures/picture';
import { resize } from '../../../extension/data/pictures/resize';

/** Numbers from 0 to 1, the same ones for a seed (a linear congruential generator). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** Pixels of the photo's sides, and of the digit on it. */
const [WIDTH, HEIGHT, DIGIT] = [240, 320, 140];

/**
 * A digit of 28×28 written with a dark pen, somewhere on a sheet of paper that light falls on from one side, as a
 * camera with some noise and yellow light takes it.
 */
export function photoOf(digit: Uint8Array, random: () => number): Picture {
  const written = resize(
    { width: 28, height: 28, channels: 1, pixels: digit },
    ...([DIGIT, DIGIT] as const),
  ).pixels;
  const left = Math.floor(random() * (WIDTH - DIGIT));
  const top = Math.floor(random() * (HEIGHT - DIGIT));
  const [slopeX, slopeY] = [(random() - 0.5) * 140, (random() - 0.5) * 140];
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const paper = 185 + slopeX * (x / WIDTH - 0.5) + slopeY * (y / HEIGHT - 0.5);
      const [column, row] = [x - left, y - top];
      const on = column >= 0 && row >= 0 && column < DIGIT && row < DIGIT;
      const ink = on ? Math.min(1, (1.3 * written[row * DIGIT + column]!) / 255) : 0;
      const value = paper * (1 - 0.7 * ink) + (random() - 0.5) * 24;
      for (let c = 0; c < 3; c++) {
        pixels[(y * WIDTH + x) * 3 + c] = Math.max(0, Math.min(255, value - 6 * c));
      }
    }
  }
  return { width: WIDTH, height: HEIGHT, channels: 3, pixels };
}
