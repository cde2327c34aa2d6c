import type { Arena, Reserve } from '../kernels/arena';
import { product } from '../kernels/sizes';
import type { Canvas, EngineDataset } from './api';
import { IMAGE_SLACK } from './input';
import type { ImageShape } from '#shared/image-shape';

/** Addresses of a data set's images and labels, and of keys of the images' order (assembly/gather/order.ts). */
export interface DatasetPlaces {
  readonly images: number;
  readonly labels: number;
  readonly keys: number;
}

export function reserveDataset(
  reserve: Reserve,
  count: number,
  imageShape: ImageShape,
): DatasetPlaces {
  return {
    images: reserve.allocate(count * product(imageShape) + IMAGE_SLACK, 'images'),
    labels: reserve.allocate(count, 'images'),
    keys: reserve.allocate(2 * count, 'images'),
  };
}

/** A data set in the engine's memory. */
export class MemoryDataset implements EngineDataset {
  constructor(
    readonly places: DatasetPlaces,
    readonly count: number,
  ) {}
}

export class MemoryCanvas extends MemoryDataset implements Canvas {
  constructor(
    places: DatasetPlaces,
    private readonly imageSize: number,
    private readonly arena: Arena,
  ) {
    super(places, 1);
  }

  draw(pixels: Uint8Array): void {
    if (pixels.length !== this.imageSize) throw new RangeError('an image of another size');
    this.arena.bytes(this.places.images, this.imageSize).set(pixels);
  }
}
