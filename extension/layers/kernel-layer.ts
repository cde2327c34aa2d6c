import type { Reserve } from '../kernels/arena';
import type { KernelMemory } from '../kernels/structs';
import type { Kernels } from '../kernels/variant';
import type { BufferTensor, FusedActivation, ParameterTensor } from './tensors';

/** A layer as the kernels know it: one struct, one case of step/tile.ts in each direction. */
export interface KernelLayer {
  /** The plan's layer that it is, or is part of. */
  readonly plan: { readonly type: string };
  /** The kernels' constant for the case. */
  readonly kind: Extract<keyof Kernels, `KIND_${string}`>;
  /** Floats of one image that come in and go out. */
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly parameters: readonly KernelParameter[];
  readonly buffers: readonly BufferTensor[];
  /** The activation that it applies, and whose derivative the layer above applies. */
  readonly fused: FusedActivation | null;
  /** Needs the whole batch, so that a segment of the network begins with it: see assembly/step/shard.ts. */
  readonly beginsSegment: boolean;
  /** What a convolution's feature maps are seen through: the activation after it, and the norm between the two. */
  readonly seenAs: 'norm' | 'activation' | null;
  /** What comes out of a convolution, as pictures; null for all else. */
  readonly maps: MapShape | null;
  /** What it reads, where it is the first layer. */
  readonly input: ImageInput;
  /** Reserves what it needs and fills what its kind has in the struct. */
  readonly layOut: (context: LayOutContext) => void;
}

/** What most layers are not: nothing is trained, fused or whole in them. */
export const plainLayer = {
  parameters: [],
  buffers: [],
  fused: null,
  beginsSegment: false,
  seenAs: null,
  maps: null,
  input: { spanRows: 0 },
} as const satisfies Partial<KernelLayer>;

export interface KernelParameter extends ParameterTensor {
  /** Kept as the weights of a linear layer on the image are: see assembly/pixel_linear. */
  readonly onPixels: boolean;
}

export interface MapShape {
  /** The convolution's. */
  readonly name: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Packs of floats, with the rows' spans where there are `spanRows` (assembly/conv2d/spans.ts), or lists of pixels. */
export type ImageInput = { readonly spanRows: number } | 'lists';

/** What a layer lays itself out with. Scratch is given in bytes from the start of a thread's. */
export interface LayOutContext extends KernelMemory {
  readonly reserve: Reserve;
  readonly scratch: { readonly reserve: (bytes: number) => number };
  /** The layer's own, filled with what every kind has. */
  readonly struct: number;
  /** Offsets of its parameters, in order: floats from the start of all parameters. */
  readonly offsets: readonly number[];
  /** Addresses of its buffers, in order. */
  readonly buffers: readonly number[];
  readonly batchSize: number;
  /** Packs in a tile. */
  readonly packs: number;
  /** Whether anything below is trained. */
  readonly needsInputGradient: boolean;
  /** The activation fused into the layer below. */
  readonly fusedBelow: FusedActivation | null;
  /** Where the spans of its input are, 0 if it has none. */
  readonly inputSpans: number;
  /** Reserves the spans of its output, for the layer above. */
  readonly reserveSpans: (rows: number) => number;
  /** Scratch that it uses while it is at work; layers share it. */
  readonly needTemporary: (bytes: number) => void;
  /** Fills what is not zero at first, once memory is there. */
  readonly initialize: (tables: () => void) => void;
}
