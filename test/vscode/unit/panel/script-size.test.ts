import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';

/** Bytes. */
const LARGEST = 450_000;

test('the panel’s script stays small enough to load at once', async () => {
  const { size } = await stat('dist/webview/panel.js');
  expect(size).toBeGreaterThan(0);
  expect(size).toBeLessThanOrEqual(LARGEST);
});
