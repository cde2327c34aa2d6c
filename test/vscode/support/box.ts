/** Where things are on the page, though the panel may draw them anew at any moment. */
import { isDeepStrictEqual } from 'node:util';
import type { Locator } from 'playwright-core';
import { until } from './until';

/** Brings an element into sight; one that is made anew meanwhile is looked for again. */
export async function bringIntoSight(element: Locator): Promise<void> {
  await until('the element is in sight', async () => {
    await element.scrollIntoViewIfNeeded();
    return true;
  });
}

/** A part of the workbench's page, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where an element is, once two looks in a row find it there: it may move, or be made anew. */
export async function boxOf(element: Locator): Promise<Box> {
  let box: Box | null = null;
  await until('the element rests', async () => {
    const before = box;
    box = await element.boundingBox();
    return box !== null && isDeepStrictEqual(box, before);
  });
  return box!;
}
