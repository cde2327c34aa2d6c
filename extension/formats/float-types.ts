/** Kinds of numbers that weights come in, by safetensors' names, and float32 made of them. */
const converters = {
  F32: { bytes: 4, convert: (bytes: ArrayBuffer) => new Float32Array(bytes) },
  // What float32 has no room for becomes infinite, as in PyTorch.
  F64: { bytes: 8, convert: (bytes: ArrayBuffer) => Float32Array.from(new Float64Array(bytes)) },
  F16: {
    bytes: 2,
    convert: (bytes: ArrayBuffer) => Float32Array.from(new Uint16Array(bytes), fromHalf),
  },
  BF16: { bytes: 2, convert: fromBrain },
} as const;

export type FloatType = keyof typeof converters;
export const floatTypes = Object.keys(converters) as readonly FloatType[];

export function isFloatType(dtype: string): dtype is FloatType {
  return Object.hasOwn(converters, dtype);
}

export function bytesOf(dtype: FloatType): number {
  return converters[dtype].bytes;
}

/** @param bytes little-endian, as every machine that we run on is */
export function toFloat32(dtype: FloatType, bytes: ArrayBuffer): Float32Array<ArrayBuffer> {
  return converters[dtype].convert(bytes);
}

/** IEEE 754's binary16: a sign, five bits of an exponent, ten of a fraction. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The upper half of a float32. */
function fromBrain(bytes: ArrayBuffer): Float32Array<ArrayBuffer> {
  const words = Uint32Array.from(new Uint16Array(bytes), (bits) => bits << 16);
  return new Float32Array(words.buffer);
}
