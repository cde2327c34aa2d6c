import { sizeOf } from '#shared/image-shape';
import type { DataSamples, Pictures } from '#shared/protocol/data-questions';

/** Images as they came, one by one: each (channels, height, width). */
export function imagesIn({ shape, pixels }: Pictures): readonly Uint8Array[] {
  const bytes = Uint8Array.from(atob(pixels), (byte) => byte.charCodeAt(0));
  const size = sizeOf(shape);
  return Array.from({ length: bytes.length / size }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
}

export interface Sample {
  /** Index in its part. */
  readonly index: number;
  readonly pixels: Uint8Array;
}

export interface SampleGroup {
  readonly label: number;
  readonly samples: readonly Sample[];
}

/** The images of a page, class by class. */
export function groupsOf({ samples, pictures }: DataSamples): readonly SampleGroup[] {
  const images = imagesIn(pictures);
  const groups = new Map<number, Sample[]>();
  samples.forEach(({ index, label }, i) => {
    const sample = { index, pixels: images[i]! };
    const group = groups.get(label);
    if (group === undefined) groups.set(label, [sample]);
    else group.push(sample);
  });
  return [...groups].map(([label, found]) => ({ label, samples: found }));
}
